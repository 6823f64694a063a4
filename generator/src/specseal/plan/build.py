"""Plans the package of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..classes import Classes, name_classes
from ..contract import Contract, Info, Operation, request_fields
from ..naming import constant_case, pascal_case, signer_name, snake_case
from ..opc import ParsedOperation
from ..publishing import Publishing
from ..python_types import Model, Plain
from ..release.changelog import History
from ..release.versions import FIRST
from ..signing import Recipe
from .callbacks import plan_callbacks, plan_pages
from .docs import method_doc, paragraph
from .errors import all_errors, plan_error_body, plan_errors
from .fields import RequestPlan, plan_request
from .headers import plan_headers
from .metadata import plan_metadata
from .models import plan_models, plan_unions
from .package import Argument, MediaPlan, OperationPlan, OptionPlan, Package, SchemePlan
from .paging import plan_paging
from .results import plan_result
from .security import plan_credentials, plan_security
from .servers import plan_variables
from .structures import Structures


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a package, as its files name it."""

    vendor: str
    product: str
    spec: str
    """Path in the project."""
    digest: str
    """Of all inputs."""
    generator: str
    """Version."""
    publishing: Publishing
    history: History = field(default=History())
    """The releases so far."""


def plan_package(
    contract: Contract, recipes: Mapping[str, Recipe], parsed: Mapping[str, ParsedOperation], origin: Origin
) -> Package:
    """The package of a linted contract.

    ``recipes`` are the proven recipes of its schemes; ``parsed`` holds the operations that openapi-python-client could
    read, by id.
    """
    client = contract.client
    name, info = origin.product, contract.info
    version = str(origin.history.version or FIRST)
    environment = client.environment or snake_case(name).upper()
    schemes = {
        scheme.name: SchemePlan(scheme.client_name or scheme.name, signer_name(scheme.name))
        for scheme in contract.schemes
    }
    security = plan_security(contract, recipes)
    structures = Structures.of(contract)
    classes = name_classes(contract)
    planned = tuple(
        _operation(one, security.of(one), parsed.get(one.id), structures, classes)
        for one in contract.operations
    )
    callbacks = plan_callbacks(contract, schemes, classes)
    return Package(
        product=name,
        distribution=origin.publishing.distribution(name),
        metadata=plan_metadata(origin.publishing, origin.vendor, name, version),
        module=client.package or snake_case(name),
        class_name=client.class_name or pascal_case(name),
        version=version,
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
        variables=plan_variables(contract),
        credentials=plan_credentials(recipes, security, environment, dict(client.credentials)),
        secret_fields=_secret_fields(contract),
        schemes=tuple(security.ways.values()),
        chosen=security.chosen,
        certificate=any(one.certificate for operation in contract.operations for one in operation.security),
        options=_options(planned),
        operations=planned,
        callbacks=callbacks,
        pages=plan_pages(contract),
        errors=all_errors(contract),
        error_body=plan_error_body(contract.error_body),
        spec=origin.spec,
        digest=origin.digest,
        generator=origin.generator,
        models=plan_models(
            classes,
            [
                *(one.result for one in planned if one.result is not None),
                *(Model(one.result) for one in callbacks),
            ],
            {
                one.result.name: one.paging.item
                for one in planned
                if one.paging and isinstance(one.result, Model)
            },
            [(one.result, one.headers) for one in planned if one.result is not None and one.headers],
        ),
        headers=plan_headers(contract, classes),
        unions=plan_unions(classes),
        structures=structures.planned(),
    )


def _operation(
    operation: Operation,
    schemes: tuple[SchemePlan, ...],
    parsed: ParsedOperation | None,
    structures: Structures,
    classes: Classes,
) -> OperationPlan:
    bodies = operation.body.media if operation.body else ()
    requests = [plan_request(operation, one, parsed, structures) for one in bodies or (None,)]
    request = requests[0]
    errors = plan_errors(operation)
    result = plan_result(operation, classes)
    planned = OperationPlan(
        constant=constant_case(operation.client_name or operation.id),
        method_name=operation.client_name or snake_case(operation.id),
        operation_id=operation.id,
        method=operation.method.upper(),
        path=operation.wire_path,
        body=request.body,
        media_type=request.media_type,
        root=request.root,
        doc=(),
        arguments=tuple(request.arguments),
        fields=tuple(request.fields),
        constants=tuple(request.constants),
        options=tuple(request.options),
        schemes=schemes,
        accept=", ".join(result.accept) or "*/*",
        status=_status(operation),
        result=result.type,
        outcomes=result.outcomes,
        errors=errors,
        idempotent=operation.idempotent,
        rate=(operation.rate.calls, float(operation.rate.seconds)) if operation.rate else None,
        server=operation.servers[0].url.rstrip("/") if operation.servers else "",
        paging=plan_paging(operation, request.fields, classes),
        deprecated=operation.deprecated,
        media=_media(requests) if len(requests) > 1 else (),
        headers=classes.headers.get((operation.id, False), ""),
    )
    return replace(planned, doc=method_doc(operation, _documented(planned), result.type, errors))


def _documented(planned: OperationPlan) -> list[Argument]:
    """The arguments of the method, as its docstring lists them."""
    if not planned.media:
        return list(planned.signature)
    listed = ", ".join(f"`{one.media_type}`" for one in planned.media)
    types = {one.media_type: {each.name for each in one.arguments} for one in planned.media}
    found: list[Argument] = []
    for one in planned.signature:
        fitting = [f"`{name}`" for name, names in types.items() if one.name in names]
        only = f" Only in {' or '.join(fitting)}." if len(fitting) < len(types) else ""
        found.append(replace(one, doc=one.doc + only))
    doc = f"Media type of the body, one of: {listed}. Default: the first."
    return [*found, Argument("media_type", Plain("str"), False, doc, planned.media_type)]


def _media(requests: list[RequestPlan]) -> tuple[MediaPlan, ...]:
    """The ways of sending a body, the default first."""
    return tuple(
        MediaPlan(
            media_type=one.media_type,
            body=one.body,
            arguments=tuple(one.arguments),
            fields=tuple(one.fields),
            constants=tuple(one.constants),
            options=tuple(one.options),
        )
        for one in requests
    )


def _status(operation: Operation) -> int:
    """The status of the successful response; ``2XX`` counts as 200."""
    found = operation.success.status if operation.success else ""
    return int(found) if found.isdigit() else 200


def _secret_fields(contract: Contract) -> tuple[str, ...]:
    """Wire fields that carry a secret or a signature: all fields that signing sets."""
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
