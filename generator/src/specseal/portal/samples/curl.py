"""A sample with curl: a script for bash that signs by itself, with openssl."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...plan.package import OperationPlan, Package
from ...runtime.primitives import rfc3986
from ...signing import Recipe
from ..request import ExampleRequest, example_request
from .model import CodeSample
from .python import environment_note
from .shell import sign_in_shell
from .shell_fields import SignedSample, Unsayable, encoded, escaped, unsigned
from .shell_library import with_what_they_call
from .shell_values import Text, expansion, joined, literal, word

_TRANSPORT = frozenset({"host", "content-length"})


def curl_sample(package: Package, operation: OperationPlan, recipe: Recipe | None) -> CodeSample:
    """The sample of an operation, signed by a recipe. Raises `Unsayable`."""
    request = example_request(operation)
    address = urlsplit(package.address)
    path = address.path.rstrip("/") + request.path
    if recipe is None:
        signed = unsigned(request)
    else:
        variables = {one.name: one.variable for one in package.credentials}
        signed = sign_in_shell(recipe, request, path, variables)
    command = list(_command(request, signed, path))
    functions = with_what_they_call(signed.used)
    lines = [
        *environment_note(package),
        f'url="${{{package.environment}_BASE_URL:-{address.scheme}://{address.netloc}}}"',
        *(["host=${url#*://}"] if any("${host" in line for line in (*signed.lines, *command)) else []),
        *(line for function in functions for line in ("", *function.splitlines())),
        *(["", *signed.lines] if signed.lines else []),
        "",
        *command,
    ]
    return CodeSample("Shell", "curl", "bash", ".sh", "\n".join(lines) + "\n")


def _command(request: ExampleRequest, signed: SignedSample, path: str) -> Iterator[str]:
    """The call of curl, an argument a line."""
    address = joined([expansion("${url}"), literal(path), *_query(signed)])
    arguments = [f"-X {request.method}"]
    multipart = request.body == "multipart"
    arguments += [
        f"-H {word(joined([literal(f'{name}: '), value]))}"
        for name, value in signed.headers
        if name not in _TRANSPORT and not (multipart and name == "content-type")
    ]
    if multipart:
        arguments += [_part(name, value, request.parts.get(name)) for name, value in signed.form]
        arguments += [f"-F {word(literal(f'{name}=@{file}'))}" for name, file in request.files]
    elif request.body == "urlencoded":
        arguments.append(f"--data-binary {word(encoded(signed.form, signed.used, 'form_escape'))}")
    elif request.body == "binary" and request.files:
        arguments.append(f"--data-binary {word(literal(f'@{request.files[0][1]}'))}")
    elif request.body == "xml" and len(signed.form) != len(request.form):
        raise Unsayable("the signature is an element of the XML document")
    elif request.json is not None:
        arguments.append(f"--data-binary {word(literal(request.json))}")
    words = [f"curl -sS {word(address)}", *(f"  {argument}" for argument in arguments)]
    yield from (f"{one} \\" for one in words[:-1])
    yield words[-1]


def _part(name: str, value: Text, content_type: str | None) -> str:
    if content_type is None:
        return f"--form-string {word(joined([literal(f'{name}='), value]))}"
    # curl reads what stands in quotes as it is
    quoted = tuple(
        part.replace("\\", "\\\\").replace('"', '\\"') if isinstance(part, str) else part
        for part in value.parts
    )
    head, tail = literal(name + '="'), literal('";type=' + content_type)
    return f"-F {word(joined([head, Text(quoted), tail]))}"


def _query(signed: SignedSample) -> Iterator[Text]:
    for index, (name, value) in enumerate(signed.query):
        yield literal(f"{'&' if index else '?'}{rfc3986(name)}=")
        yield escaped(value, signed.used)
