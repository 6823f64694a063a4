"""From a contract to the package that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..contract import Contract, Info, Operation, component_name, request_fields
from ..naming import constant_case, pascal_case, signer_name, snake_case
from ..opc import ParsedOperation
from ..release.changelog import History
from ..release.versions import FIRST
from ..signing import Recipe
from .docs import method_doc, paragraph, source_line
from .errors import all_errors, plan_error_body, plan_errors
from .fields import plan_request
from .helpers import plan_callbacks, plan_pages, plan_paging
from .models import plan_models
from .package import CredentialPlan, OperationPlan, OptionPlan, Package, SchemePlan


@dataclass(frozen=True, slots=True)
class Origin:
    """What a package is made from, as its files name it."""

    product: str
    spec: str
    """Path in the project."""
    digest: str
    """Over all inputs."""
    generator: str
    """Version."""
    history: History = field(default=History())
    """The releases so far."""


def plan_package(
    contract: Contract, recipes: Mapping[str, Recipe], parsed: Mapping[str, ParsedOperation], origin: Origin
) -> Package:
    """The package of a linted contract.

    ``recipes`` are those of its schemes, proven; ``parsed`` is what openapi-python-client made of its operations, by
    id, of those that it could read.
    """
    client = contract.client
    name, info = origin.product, contract.info
    environment = client.environment or snake_case(name).upper()
    schemes = {
        scheme.name: SchemePlan(scheme.client_name or scheme.name, signer_name(scheme.name))
        for scheme in contract.schemes
    }
    used = tuple(dict.fromkeys(one for operation in contract.operations for one in operation.scheme_names))
    planned = tuple(_operation(one, schemes, parsed.get(one.id)) for one in contract.operations)
    return Package(
        distribution=name,
        module=client.package or snake_case(name),
        class_name=client.class_name or pascal_case(name),
        version=str(origin.history.version or FIRST),
        changelog=tuple(origin.history.body()),
        title=info.title,
        summary=" ".join((info.summary or info.title).split()),
        doc=_class_doc(info),
        api_version=info.version,
        environment=environment,
        servers=tuple(
            (server.region, server.url)
            for server in sorted(contract.servers, key=lambda one: not one.default)
        ),
        credentials=_credentials(recipes, environment, dict(client.credentials)),
        secret_fields=_secret_fields(contract),
        schemes=tuple(schemes[one] for one in used),
        options=_options(planned),
        operations=planned,
        callbacks=plan_callbacks(contract, schemes),
        pages=plan_pages(contract),
        errors=all_errors(contract),
        error_body=plan_error_body(contract.error_body),
        sources=_sources(contract),
        spec=origin.spec,
        digest=origin.digest,
        generator=origin.generator,
        models=plan_models(
            contract, {one.result: one.paging.item for one in planned if one.paging and one.result}
        ),
    )


def _operation(
    operation: Operation, schemes: Mapping[str, SchemePlan], parsed: ParsedOperation | None
) -> OperationPlan:
    request = plan_request(operation, parsed)
    errors = plan_errors(operation)
    result = component_name(operation.result) if operation.result is not None else None
    media = operation.success.media if operation.success else ()
    return OperationPlan(
        constant=constant_case(operation.client_name or operation.id),
        method_name=operation.client_name or snake_case(operation.id),
        operation_id=operation.id,
        method=operation.method.upper(),
        path=operation.wire_path,
        body=request.body,
        doc=method_doc(operation, request.arguments, result, errors),
        arguments=tuple(request.arguments),
        fields=tuple(request.fields),
        constants=tuple(request.constants),
        options=tuple(request.options),
        schemes=tuple(schemes[name] for name in operation.scheme_names),
        accept=", ".join(one.type for one in media) or "*/*",
        status=_status(operation),
        result=result,
        errors=errors,
        idempotent=operation.idempotent,
        rate=(operation.rate.calls, float(operation.rate.seconds)) if operation.rate else None,
        paging=plan_paging(operation, request.fields),
        deprecated=operation.deprecated,
    )


def _status(operation: Operation) -> int:
    """The status of the successful response; ``2XX`` counts as 200."""
    found = operation.success.status if operation.success else ""
    return int(found) if found.isdigit() else 200


def _credentials(
    recipes: Mapping[str, Recipe], environment: str, variables: Mapping[str, str]
) -> tuple[CredentialPlan, ...]:
    """The credentials of all schemes. One that a scheme needs is needed when that scheme is chosen."""
    names = dict.fromkeys(name for recipe in recipes.values() for name in recipe.credentials)
    return tuple(
        CredentialPlan(
            name=name,
            variable=variables.get(name) or f"{environment}_{name.upper()}",
            optional=all(
                name in recipe.optional for recipe in recipes.values() if name in recipe.credentials
            ),
            secret=any(name in recipe.secrets for recipe in recipes.values()),
        )
        for name in names
    )


def _secret_fields(contract: Contract) -> tuple[str, ...]:
    """Wire fields that carry a secret or a signature: everything that signing places."""
    return tuple(
        dict.fromkeys(
            field.name
            for operation in contract.operations
            for field in request_fields(operation)
            if field.notes.placed_by
        )
    )


def _options(planned: tuple[OperationPlan, ...]) -> tuple[OptionPlan, ...]:
    found: dict[str, OptionPlan] = {}
    for operation in planned:
        for option in operation.options:
            found.setdefault(option.argument.name, option)
    return tuple(found.values())


def _class_doc(info: Info) -> tuple[str, ...]:
    lines = paragraph(f"{(info.summary or info.title).rstrip('.')}.")
    for part in info.description.split("\n\n"):
        if part.strip():
            lines += ["", *paragraph(part)]
    return tuple(lines)


def _sources(contract: Contract) -> tuple[str, ...]:
    named = [contract.info.source, *(operation.source for operation in contract.operations)]
    lines = (source_line(source) for source in named if source is not None)
    return tuple(dict.fromkeys(line for line in lines if line))
