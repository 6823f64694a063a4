"""Reads a resolved document into a `Contract`: the only reader of OpenAPI 3.1, except for schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from ..diagnostics import Diagnostic, Refused
from ..document import is_map
from ..pointer import COMPONENT_SCHEMAS, join
from ..signing import Recipe, parse_recipe
from .builtin import TLS, is_builtin
from .media_types import is_media_type
from .notes import Name, ResponseTypes
from .paging import read_paging
from .places import Places
from .read_errors import error_body, error_rows, source_of
from .read_schema import SchemaReader, notes_of
from .schema import Constant, Property
from .servers import is_absolute
from .status_rows import stated_classes, status_rows
from .tokens import read_token
from .values import (
    Body,
    Callback,
    ClientSettings,
    Component,
    Contract,
    Encoding,
    Info,
    Media,
    Operation,
    Page,
    Rate,
    RequestField,
    Response,
    Scheme,
    Security,
    Server,
    ServerVariable,
    SignedHeader,
    Where,
)
from .walk import METHODS
from .xml_body import xml_root


def read_contract(places: Places) -> Contract:
    """The contract of a well-formed document, to which the client overlays may have been applied."""
    return _Reader(places).contract()


class _Reader:
    def __init__(self, places: Places) -> None:
        self._at = places.at
        self._places = places
        self._document = places.document
        self._schemas = SchemaReader(places)
        schemes = places.document.get("components", {}).get("securitySchemes", {})
        self._certificates = {name for name, scheme in schemes.items() if scheme.get("type") == TLS}
        self._classes = stated_classes(self._document)

    def contract(self) -> Contract:
        document = self._document
        components = document.get("components", {})
        return Contract(
            info=self._info(document["info"]),
            servers=tuple(self._servers("/servers", document.get("servers") or ())),
            schemes=tuple(self._schemes(components.get("securitySchemes", {}))),
            operations=tuple(self._operations()),
            components=tuple(
                Component(name=name, schema=self._schemas.target(pointer), location=self._at(pointer))
                for name in components.get("schemas", {})
                for pointer in (join(COMPONENT_SCHEMAS, name),)
            ),
            error_body=error_body(document.get("x-error-body")),
            callbacks=tuple(self._callbacks(document.get("x-callbacks", {}))),
            pages=tuple(self._pages(document.get("x-pages", {}))),
            client=self._settings(document.get("x-client", {})),
            unread=tuple(self._unread()),
            location=self._at(""),
        )

    def _info(self, info: dict[str, Any]) -> Info:
        return Info(
            title=info["title"],
            version=str(info["version"]),
            summary=str(info.get("summary", "")),
            description=str(info.get("description", "")),
            source=source_of(info) if "x-source" in info else None,
            location=self._at("/info"),
        )

    def _servers(self, pointer: str, servers: Any) -> Iterator[Server]:
        """The servers that say by themselves where requests go."""
        listed = [(index, one) for index, one in enumerate(servers) if is_absolute(str(one.get("url", "")))]
        chosen = any(server.get("x-default") for _, server in listed)
        for position, (index, server) in enumerate(listed):
            here = join(pointer, index)
            yield Server(
                url=str(server.get("url", "")),
                region=server.get("x-region", ""),
                default=bool(server.get("x-default")) if chosen else position == 0,
                stated_default=bool(server.get("x-default")),
                variables=tuple(self._variables(join(here, "variables"), server.get("variables", {}))),
                location=self._at(here),
            )

    def _variables(self, pointer: str, variables: dict[str, Any]) -> Iterator[ServerVariable]:
        for name, one in variables.items():
            yield ServerVariable(
                name=name,
                default=str(one.get("default", "")),
                values=tuple(map(str, one.get("enum", ()))),
                description=str(one.get("description", "")),
                client_name=one.get("x-client", {}).get("name", ""),
                location=self._at(join(pointer, name)),
            )

    def _schemes(self, schemes: dict[str, Any]) -> Iterator[Scheme]:
        for name, scheme in schemes.items():
            pointer = join("/components/securitySchemes", name)
            recipe: Recipe | None = None
            problems: tuple[Diagnostic, ...] = ()
            if "x-signing" in scheme:
                try:
                    recipe = parse_recipe(
                        scheme["x-signing"], root=self._document, pointer=join(pointer, "x-signing")
                    )
                except Refused as refused:
                    problems = refused.diagnostics
            yield Scheme(
                name=name,
                type=scheme.get("type", ""),
                signed="x-signing" in scheme,
                builtin=is_builtin(scheme),
                recipe=recipe,
                problems=problems,
                client_name=scheme.get("x-client", {}).get("name", ""),
                token=read_token(scheme.get("x-token"), self._at(join(pointer, "x-token"))),
                read_elsewhere=frozenset(map(str, scheme.get("x-emulator", {}).get("reads", {}))),
                location=self._at(pointer),
            )

    def _unread(self) -> Iterator[Name]:
        if self._document.get("webhooks"):
            yield Name("webhooks", self._at("/webhooks"))
        for path, item in self._document.get("paths", {}).items():
            for method in METHODS:
                if item.get(method, {}).get("callbacks"):
                    yield Name("callbacks", self._at(join("/paths", path, method, "callbacks")))

    def _operations(self) -> Iterator[Operation]:
        for path, item in self._document.get("paths", {}).items():
            for method, data in item.items():
                if method in METHODS:
                    yield self._operation(path, item, method, data)

    def _operation(self, path: str, item: dict[str, Any], method: str, data: dict[str, Any]) -> Operation:
        pointer = join("/paths", path, method)
        client = data.get("x-client", {})
        rate = data.get("x-limits", {}).get("rate")
        responses = tuple(
            self._response(status, *self._follow(join(pointer, "responses", status), response))
            for status, response in data.get("responses", {}).items()
        )
        errors = tuple(error_rows(self._places, join(pointer, "x-errors"), data.get("x-errors", {})))
        return Operation(
            id=data.get("operationId", ""),
            path=path,
            method=method,
            summary=str(data.get("summary", "")),
            description=str(data.get("description", "")),
            deprecated=bool(data.get("deprecated")),
            source=source_of(data),
            parameters=tuple(self._parameters(path, item, pointer, data)),
            body=self._body(join(pointer, "requestBody"), data.get("requestBody")),
            responses=responses,
            security=self._security(pointer, data),
            servers=tuple(self._servers(join(pointer, "servers"), data.get("servers") or ())),
            errors=(*errors, *status_rows(responses, errors, self._classes)),
            idempotent=bool(data.get("x-idempotent")),
            rate=Rate(calls=rate["calls"], seconds=rate["seconds"], scope=rate.get("scope", ""))
            if rate
            else None,
            client_name=client.get("name", ""),
            paging=read_paging(data.get("x-pagination"), self._at(join(pointer, "x-pagination"))),
            location=self._at(pointer),
        )

    def _parameters(
        self, path: str, item: dict[str, Any], pointer: str, data: dict[str, Any]
    ) -> Iterator[RequestField]:
        """Parameters of the path item, unless overridden by the operation, then those of the operation."""
        own = [self._parameter(*found) for found in self._listed(pointer, data)]
        replaced = {(one.where, one.name) for one in own}
        for found in self._listed(join("/paths", path), item):
            inherited = self._parameter(*found)
            if (inherited.where, inherited.name) not in replaced:
                yield inherited
        yield from own

    def _listed(self, pointer: str, holder: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for index, parameter in enumerate(holder.get("parameters", ())):
            yield self._follow(join(pointer, "parameters", index), parameter)

    def _parameter(self, pointer: str, node: dict[str, Any]) -> RequestField:
        where = cast("Where", node["in"])
        media = next(self._media(join(pointer, "content"), node.get("content", {})), None)
        if media is not None and media.schema is not None:
            schema = media.schema
        else:
            schema = self._schemas.read(join(pointer, "schema"), node.get("schema", True))
        return RequestField(
            where=where,
            name=node["name"],
            schema=schema,
            notes=notes_of(node).over(schema.resolved().notes),
            required=bool(node.get("required")),
            style=node.get("style", ""),
            explode=node.get("explode"),
            allow_reserved=self._at(join(pointer, "allowReserved")) if node.get("allowReserved") else None,
            has_content=media is not None,
            encoding=Encoding(content_type=media.type) if media is not None else Encoding(),
            location=self._at(pointer),
        )

    def _body(self, pointer: str, node: dict[str, Any] | None) -> Body | None:
        if node is None:
            return None
        pointer, node = self._follow(pointer, node)
        listed = tuple(self._media(join(pointer, "content"), node.get("content", {})))
        media = tuple(one for one in listed if is_media_type(one.type)) or listed
        misnamed = tuple(one for one in listed if one not in media)
        if len(media) == 1:
            media_type = media[0].type
            schema = node["content"][media_type].get("schema")
            at = join(pointer, "content", media_type, "schema")
            media = (replace(media[0], root=xml_root(media_type, at, schema, self._follow)),)
        return Body(
            required=bool(node.get("required")), media=media, misnamed=misnamed, location=self._at(pointer)
        )

    def _media(self, pointer: str, content: dict[str, Any]) -> Iterator[Media]:
        for media_type, media in content.items():
            here = join(pointer, media_type)
            yield Media(
                type=media_type,
                schema=self._schemas.read(join(here, "schema"), media["schema"])
                if "schema" in media
                else None,
                encodings=tuple(
                    (Name(name, self._at(join(here, "encoding", name))), self._encoding(encoding))
                    for name, encoding in media.get("encoding", {}).items()
                ),
                location=self._at(here),
            )

    def _encoding(self, node: dict[str, Any]) -> Encoding:
        headers: list[tuple[str, Any]] = []
        for name, header in node.get("headers", {}).items():
            _, found = self._follow("", header)
            schema = self._schemas.read("", found.get("schema", True)).resolved()
            headers.append((name, schema.value if isinstance(schema, Constant) else None))
        return Encoding(
            content_type=node.get("contentType", ""),
            style=node.get("style", ""),
            explode=node.get("explode"),
            headers=tuple(headers),
        )

    def _response(self, status: str, pointer: str, node: dict[str, Any]) -> Response:
        return Response(
            status=status,
            description=str(node.get("description", "")),
            media=tuple(self._media(join(pointer, "content"), node.get("content", {}))),
            headers=tuple(self._headers(join(pointer, "headers"), node.get("headers", {}))),
            location=self._at(pointer),
        )

    def _headers(self, pointer: str, headers: dict[str, Any]) -> Iterator[Property]:
        """The headers of a response, each once; `Content-Type` is described elsewhere."""
        seen = {"content-type"}
        for name, listed in headers.items():
            if name.lower() in seen:
                continue
            seen.add(name.lower())
            here, node = self._follow(join(pointer, name), listed)
            # `content` describes what the text means, not how it is written
            described = node.get("schema", True) if "content" not in node else {"type": "string"}
            schema = self._schemas.read(join(here, "schema"), described)
            yield Property(
                name=name.lower(),
                schema=replace(schema, notes=notes_of(node).over(schema.notes)),
                required=bool(node.get("required")),
                needed=False,
                location=self._at(here),
            )

    def _security(self, pointer: str, data: dict[str, Any]) -> tuple[Security, ...]:
        inherited = "security" not in data
        listed = self._document.get("security", []) if inherited else data["security"]
        base = "/security" if inherited else join(pointer, "security")
        found: dict[tuple[frozenset[str], bool], Security] = {}
        for index, one in enumerate(listed):
            schemes = tuple(name for name in one if name not in self._certificates)
            way = Security(
                schemes=schemes, certificate=len(schemes) < len(one), location=self._at(join(base, index))
            )
            found.setdefault((frozenset(schemes), way.certificate), way)
        return tuple(found.values())

    def _callbacks(self, callbacks: dict[str, Any]) -> Iterator[Callback]:
        for name, one in callbacks.items():
            pointer = join("/x-callbacks", name)
            yield Callback(
                name=name,
                description=one["description"],
                data=one.get("data", ""),
                sign=one.get("sign", ""),
                signed=_signed_header(one),
                schema=self._schemas.read(join(pointer, "schema"), one["schema"]),
                scheme=one["scheme"],
                source=source_of(one, "source"),
                location=self._at(pointer),
            )

    def _pages(self, pages: dict[str, Any]) -> Iterator[Page]:
        for name, one in pages.items():
            yield Page(
                name=name,
                description=one["description"],
                path=one["path"],
                query=tuple(one["query"].items()),
                source=source_of(one, "source"),
                location=self._at(join("/x-pages", name)),
            )

    def _follow(self, pointer: str, node: Any) -> tuple[str, dict[str, Any]]:
        """The object at the end of a chain of references, and its pointer; an empty object if there is none."""
        pointer, node = self._places.end(pointer, node)
        return pointer, node if is_map(node) else {}

    def _settings(self, client: dict[str, Any]) -> ClientSettings:
        places = {key: self._at(f"/x-client/{key}" if key in client else "") for key in ("class", "package")}
        return ClientSettings(
            class_name=client.get("class", ""),
            package=client.get("package", ""),
            environment=client.get("environment", ""),
            credentials=tuple(client.get("credentials", {}).items()),
            types=ResponseTypes(client.get("dates") == "datetime", client.get("decimals") == "Decimal"),
            class_location=places["class"],
            package_location=places["package"],
        )


def _signed_header(callback: dict[str, Any]) -> SignedHeader | None:
    if "header" not in callback:
        return None
    time = callback.get("time", {})
    return SignedHeader(
        header=callback["header"].lower(),
        item=callback.get("item", ""),
        time_header=time.get("header", "").lower(),
        time_item=time.get("item", ""),
        age=time.get("age", 0),
    )
