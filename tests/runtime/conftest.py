"""A recording server on a real socket, and a client as the templates would write it, by hand."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import httpx2
import msgspec
import pytest
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config
from multipart import MultipartParser, parse_options_header

from specseal.runtime.client import AsyncClient, SyncClient
from specseal.runtime.config import Timeout
from specseal.runtime.errors import APIStatusError
from specseal.runtime.files import FileInput, FormFiles
from specseal.runtime.hmacs import hmac_sha1
from specseal.runtime.mismatch import explain
from specseal.runtime.operation import (
    ErrorBody,
    ErrorRow,
    FailedWhen,
    Field,
    Operation,
    Scheme,
)
from specseal.runtime.parts import Parts
from specseal.runtime.primitives import sha256
from specseal.runtime.product import Product
from specseal.runtime.result import HasRawResponse
from specseal.runtime.signing import Signable, Signed, required
from specseal.runtime.sources import Sources
from specseal.runtime.styles import structured
from specseal.runtime.xml import parse_xml

KEY = "key-of-the-tests"
SECRET = "secret/of+the tests=ß"
TOKEN = "session/token+of tests"


# ---------------------------------------------------------------- the client, as the templates write it


class Info(msgspec.Struct, frozen=True, kw_only=True):
    face_token: str
    user_id: str | None = None
    add_time: str | None = None


class FaceInfo(HasRawResponse, frozen=True, kw_only=True):
    request_id: str | None = None
    time_used: int | None = None
    info: Info | None = None
    error: str | None = None


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    face_md5: str | None = msgspec.field(name="FaceMd5", default=None)


class User(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = msgspec.field(name="Name", default=None)
    create_time: int | None = msgspec.field(name="CreateTime", default=None)
    face_pic_list: list[Picture] = msgspec.field(name="FacePicList", default_factory=list)


class Data(msgspec.Struct, frozen=True, kw_only=True):
    list_: list[User] = msgspec.field(name="List", default_factory=list)
    page_size: int | None = msgspec.field(name="PageSize", default=None)
    total: int | None = msgspec.field(name="Total", default=None)


class Users(HasRawResponse, frozen=True, kw_only=True):
    code: str | None = msgspec.field(name="Code", default=None)
    success: bool | None = msgspec.field(name="Success", default=None)
    request_id: str | None = msgspec.field(name="RequestId", default=None)
    data: Data | None = msgspec.field(name="Data", default=None)


class InvalidFaceTokenError(APIStatusError):
    hint = "The face token is unknown"


class BadArgumentsError(APIStatusError):
    pass


class AuthorizationError(APIStatusError):
    pass


class InternalError(APIStatusError):
    retryable = True


class MissingArgumentError(APIStatusError):
    pass


class MissingParameterError(APIStatusError):
    pass


def sign(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    now = int(sources.clock())
    raw = f"a={required(credentials, 'api_key')}&c={now}&d={sources.random_digits(10)}"
    request.form["sign"] = hmac_sha1(required(credentials, "api_secret"), raw).hex() + "." + raw
    return Signed()


def place_secret(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.form["api_key"] = required(credentials, "api_key")
    request.form["api_secret"] = required(credentials, "api_secret")
    return Signed()


def sign_query(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.query["Nonce"] = sources.uuid()
    if token := credentials.get("security_token"):
        request.query["SecurityToken"] = token
    request.query["Signature"] = hmac_sha1(required(credentials, "api_secret"), str(request.query)).hex()
    return Signed()


def sign_header(request: Signable, credentials: Mapping[str, str], sources: Sources) -> Signed:
    request.headers["x-content-sha256"] = sha256(request.body()).hex()
    text = f"{request.method}\n{request.host}\n{request.path}\n{request.headers['x-content-sha256']}"
    request.headers["authorization"] = hmac_sha1(required(credentials, "api_secret"), text).hex()
    return Signed()


FORM_ERRORS = ErrorBody(
    code=("/error", "/error_message"),
    request_id=("/request_id",),
    request_id_headers=("x-acme-id",),
    retry_after_ms=("x-acme-wait",),
    separator=":",
    failed_when=(FailedWhen("/error"), FailedWhen("/error_message")),
)
RPC_ERRORS = ErrorBody(
    code=("/Code",),
    message=("/Message", "/ErrorMessage"),
    request_id=("/RequestId",),
    request_id_headers=("x-acme-id",),
    retry_after_ms=("x-acme-wait",),
    failed_when=(FailedWhen("/Success", equals=("false",)),),
)
ROWS = (
    ErrorRow("INVALID_FACE_TOKEN", InvalidFaceTokenError),
    ErrorRow("BAD_ARGUMENTS", BadArgumentsError, detail="argument"),
    ErrorRow(
        "AUTHORIZATION_ERROR", AuthorizationError, detail="reason", reasons=(("DENIED", "Not allowed"),)
    ),
    ErrorRow("INTERNAL_ERROR", InternalError),
)
GET_FACE_INFO: Operation[FaceInfo] = Operation(
    id="getFaceInfo",
    method="POST",
    path="/finauth/face_info",
    body="multipart",
    fields=(Field("group_id", "group_id", "form"), Field("face_token", "face_token", "form")),
    schemes=(Scheme("sign", sign), Scheme("plain", place_secret)),
    accept="application/json",
    result=FaceInfo,
    errors=ROWS,
    error_body=FORM_ERRORS,
    idempotent=True,
    retryable=frozenset({"INTERNAL_ERROR"}),
)
ADD_FACE: Operation[None] = Operation(
    id="addFace",
    method="POST",
    path="/groups/{group_id}/faces",
    body="multipart",
    fields=(
        Field("sign_version", "", "form", default="hmac_sha1"),
        Field("limit", "", "query", default=15),
        Field("lang", "language", "form", default="en"),
        Field("group_id", "group_id", "path"),
        Field("flag", "flag", "form", flag=True),
        Field("tags[]", "tags", "form", style="repeat"),
        Field("order", "order", "form", style="comma"),
        Field(
            "meta", "meta", "form", style="json", content_type="application/json", headers=(("X-Meta", "1"),)
        ),
        Field("filter", "filter_", "form", style="brackets"),
        Field("X-Trace", "trace", "header"),
        Field("image", "image", "file", style="repeat"),
        Field("thumb", "thumb", "file", content_type="image/png"),
    ),
    retryable=frozenset({"INTERNAL_ERROR"}),
    schemes=(),
    accept="*/*",
    result=None,
    errors=ROWS,
    error_body=FORM_ERRORS,
)
QUERY_USERS: Operation[Users] = Operation(
    id="QueryUsers",
    method="POST",
    path="/",
    body="none",
    fields=(
        Field("Action", "", "query", default="QueryUsers"),
        Field("Format", "format", "query", default="JSON"),
        Field("Name", "name", "query"),
        Field("PageNo", "page_no", "query"),
    ),
    schemes=(Scheme("v3", sign_header), Scheme("v1", sign_query)),
    accept="application/json, application/xml",
    result=Users,
    errors=(
        ErrorRow("MissingParameter", MissingParameterError),
        ErrorRow("Missing<argument>", MissingArgumentError, pattern="Missing<argument>", detail="argument"),
    ),
    error_body=RPC_ERRORS,
)
SAVE: Operation[None] = Operation(
    id="save",
    method="PUT",
    path="/save",
    body="json",
    fields=(Field("a", "a", "json"), Field("b", "b", "json")),
    schemes=(),
    accept="*/*",
    result=None,
    errors=(),
    error_body=ErrorBody(),
)
PRODUCT = Product(
    name="acme-faces",
    version="1.2.3",
    servers={"sgp": "https://api-sgp.example.com", "idn": "https://api-idn.example.com/base"},
    environment="ACME",
    credentials={"api_key": "ACME_API_KEY", "api_secret": "ACME_API_SECRET", "security_token": "ACME_TOKEN"},
    optional_credentials=frozenset({"security_token"}),
    secrets=frozenset({"api_secret", "security_token"}),
    undocumented=msgspec.structs.replace(GET_FACE_INFO, id="", path="/", fields=(), result=None),
    parts=Parts(structured=structured, multipart=FormFiles, parse_xml=parse_xml, explain=explain),
)


class Acme(SyncClient):
    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        security_token: str | None = None,
        credentials: Any = None,
        language: str | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            PRODUCT,
            credentials={"api_key": api_key, "api_secret": api_secret, "security_token": security_token},
            credential_set=credentials,
            options={"language": language},
            **settings,
        )

    def get_face_info(self, *, group_id: str, face_token: str, timeout: Timeout | None = None) -> FaceInfo:
        return self._call(GET_FACE_INFO, {"group_id": group_id, "face_token": face_token}, timeout=timeout)

    def query_users(
        self, *, name: str | None = None, page_no: int | None = None, timeout: Timeout | None = None
    ) -> Users:
        return self._call(QUERY_USERS, {"name": name, "page_no": page_no}, timeout=timeout)

    def add_face(self, *, group_id: str, image: FileInput | None = None, **others: Any) -> None:
        return self._call(ADD_FACE, {"group_id": group_id, "image": image, **others})

    def save(self, *, a: Any = None, b: Any = None) -> None:
        return self._call(SAVE, {"a": a, "b": b})


class AsyncAcme(AsyncClient):
    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        security_token: str | None = None,
        credentials: Any = None,
        language: str | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(
            PRODUCT,
            credentials={"api_key": api_key, "api_secret": api_secret, "security_token": security_token},
            credential_set=credentials,
            options={"language": language},
            **settings,
        )

    async def get_face_info(
        self,
        *,
        group_id: str,
        face_token: str,
        timeout: Timeout | None = None,  # noqa: ASYNC109
    ) -> FaceInfo:
        arguments = {"group_id": group_id, "face_token": face_token}
        return await self._call(GET_FACE_INFO, arguments, timeout=timeout)

    async def query_users(
        self,
        *,
        name: str | None = None,
        page_no: int | None = None,
        timeout: Timeout | None = None,  # noqa: ASYNC109
    ) -> Users:
        return await self._call(QUERY_USERS, {"name": name, "page_no": page_no}, timeout=timeout)

    async def add_face(self, *, group_id: str, image: FileInput | None = None, **others: Any) -> None:
        return await self._call(ADD_FACE, {"group_id": group_id, "image": image, **others})

    async def save(self, *, a: Any = None, b: Any = None) -> None:
        return await self._call(SAVE, {"a": a, "b": b})


# ---------------------------------------------------------------- the server


class Part(NamedTuple):
    name: str
    filename: str | None
    content_type: str
    headers: dict[str, str]
    content: bytes


class Seen:
    """A request as its bytes came."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.raw = head + body
        self.method, self.target, _ = lines[0].split(" ")
        self.header_names = [line.partition(":")[0] for line in lines[1:]]
        self.headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])
        }
        self.body = body

    def parts(self) -> list[Part]:
        kind, options = parse_options_header(self.headers["content-type"])
        assert kind == "multipart/form-data"
        if self.body == f"--{options['boundary']}--\r\n".encode():
            return []
        parser = MultipartParser(
            io.BytesIO(self.body),
            options["boundary"],
            content_length=len(self.body),
            strict=True,
            charset="utf8",
        )
        return [
            Part(part.name, part.filename, part.content_type, dict(part.headerlist), part.raw)
            for part in parser.parts()
        ]

    def form(self) -> dict[str, str]:
        return {part.name: part.content.decode() for part in self.parts()}


Reply = bytes | Callable[[socket.socket], None]


def answer(
    body: bytes | str = b"{}",
    status: int = 200,
    content_type: str | None = "application/json",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    fields = {"Content-Length": str(len(body)), **(headers or {})}
    if content_type is not None:
        fields["Content-Type"] = content_type
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Any\r\n{head}\r\n".encode("latin-1") + body


class Server:
    """Answers in the order given, the last one for ever, and keeps every request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.seen: list[Seen] = []
        self.connections = 0
        self.answers: list[Reply] = [answer()]
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.echo = False  # whether to answer with the group that the form names
        self._closed = threading.Condition()
        self._served = 0
        self.arrived = threading.Event()
        self._released = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def say(self, *answers: Reply) -> None:
        self.answers = list(answers)

    def stall(self, _connection: socket.socket) -> None:
        """An answer that never comes."""
        self.arrived.set()
        self._released.wait(30)

    @property
    def last(self) -> Seen:
        return self.seen[-1]

    def wait_until_all_are_closed(self) -> bool:
        """Whether the other side closes every connection that it opened."""
        with self._closed:
            return self._closed.wait_for(lambda: self._served == self.connections, 60)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                    self._open.append(connection)
                threading.Thread(target=self._keep, args=(connection,), daemon=True).start()

    def _keep(self, connection: socket.socket) -> None:
        try:
            self._serve(connection)
        finally:
            with self._closed:
                self._served += 1
                self._closed.notify_all()

    def _serve(self, connection: socket.socket) -> None:
        data = b""
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with contextlib.suppress(OSError), connection:
            while True:
                while b"\r\n\r\n" not in data:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                head, _, data = data.partition(b"\r\n\r\n")
                request = Seen(head, b"")
                length = int(request.headers.get("content-length", "0"))
                while len(data) < length:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                request.raw, request.body = head + b"\r\n\r\n" + data[:length], data[:length]
                data = data[length:]
                with self._lock:
                    self.seen.append(request)
                    reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if self.echo:
                    reply = answer(msgspec.json.encode({"request_id": request.form()["group_id"]}))
                if callable(reply):
                    reply(connection)
                    return
                connection.sendall(reply)

    def close(self) -> None:
        self._released.set()
        with contextlib.suppress(OSError):  # wakes the accepting thread
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Http2:
    """hypercorn in a thread. It answers with the version that a request came in, and counts connections."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
        authority.cert_pem.write_to_path(folder / "ca.pem")
        self.authority = str(folder / "ca.pem")
        self.peers: set[tuple[str, int]] = set()
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        self._config = Config()
        self._config.bind = [f"fd://{listener.detach()}"]
        self._config.certfile = self._config.keyfile = str(folder / "server.pem")
        self._config.accesslog = self._config.errorlog = None
        self._config.graceful_timeout = 0.1
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        # a client that closes first is none of this server's failures
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._ready.set()
        with contextlib.suppress(ssl.SSLError):  # the goodbyes of both sides may cross when the server stops
            await serve(self._app, self._config, shutdown_trigger=self._stop.wait)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        self.peers.add(tuple(scope["client"]))
        while (await receive()).get("more_body"):
            pass
        body = f'{{"request_id": "HTTP/{scope["http_version"]}"}}'.encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


async def until(condition: Callable[[], bool]) -> None:
    """Wait, 30 seconds at most."""
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


# ---------------------------------------------------------------- fixtures


class Caller:
    """Makes one call with a client of its own, sync or async, and closes it."""

    def __init__(self, mode: str, server: Server) -> None:
        self.mode = mode
        self.server = server
        self.left_open = False
        self._library: tuple[Any, dict[str, Any]] | None = None
        self.settings: dict[str, Any] = {
            "api_key": KEY,
            "api_secret": SECRET,
            "base_url": server.url,
            "max_retries": 0,  # tests of one attempt; those of retries say how many
        }

    def with_settings(self, **settings: Any) -> Caller:
        self.settings |= settings
        return self

    def through(self, library: Any, **settings: Any) -> Caller:
        """Send through a client of the library; afterwards, as it was left, it is ``http_client``."""
        self._library = library, settings
        return self

    def __call__(self, method: str, **arguments: Any) -> Any:
        if self.mode == "async":
            return asyncio.run(self._async(method, arguments))
        with contextlib.ExitStack() as stack:
            if self._library is not None:
                library, settings = self._library
                self.settings["http_client"] = stack.enter_context(library.Client(**settings))
            with Acme(**self.settings) as client:
                result = getattr(client, method)(**arguments)
            self.left_open = not getattr(self.settings.get("http_client"), "is_closed", True)
            return result

    async def _async(self, method: str, arguments: dict[str, Any]) -> Any:
        async with contextlib.AsyncExitStack() as stack:
            if self._library is not None:
                library, settings = self._library
                self.settings["http_client"] = await stack.enter_async_context(
                    library.AsyncClient(**settings)
                )
            async with AsyncAcme(**self.settings) as client:
                result = await getattr(client, method)(**arguments)
            self.left_open = not getattr(self.settings.get("http_client"), "is_closed", True)
            return result

    def face_info(self, **arguments: Any) -> Any:
        return self("get_face_info", **{"group_id": "g", "face_token": "t", **arguments})


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("ACME_API_KEY", "ACME_API_SECRET", "ACME_TOKEN", "ACME_BASE_URL", "SPECSEAL_ALLOW_HTTP")
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
    for name in (*names, *proxies, *map(str.lower, proxies)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, server: Server) -> Caller:
    return Caller(request.param, server)


PASSED = {"httpx": httpx, "httpx2": httpx2}


@pytest.fixture(params=["default", "fast", "httpx", "httpx2"])
def through(request: pytest.FixtureRequest, call: Caller) -> Caller:
    """Calls through one of the transports."""
    if request.param == "fast":
        return call.with_settings(http_client="fast")
    # a context without authorities: reading them takes longer than all the rest of a call
    plain = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}
    return call if request.param == "default" else call.through(PASSED[request.param], **plain)


class Everywhere:
    """One call at a time through eight clients that live as long as this: four transports, blocking and async."""

    def __init__(self, server: Server, **settings: Any) -> None:
        self.server = server
        self._settings = {
            "api_key": KEY,
            "api_secret": SECRET,
            "base_url": server.url,
            "max_retries": 0,
            **settings,
        }
        self._runner = asyncio.Runner()
        self._passed: list[Any] = [httpx.Client(), httpx2.Client(), httpx.AsyncClient(), httpx2.AsyncClient()]
        blocking, others = self._passed[:2], self._passed[2:]
        self.clients = {
            **{
                f"sync {one.__class__.__module__}" if one else "sync": self._made(Acme, one)
                for one in (None, *blocking)
            },
            "sync fast": self._made(Acme, "fast"),
            **{
                f"async {one.__class__.__module__}" if one else "async": self._made(AsyncAcme, one)
                for one in (None, *others)
            },
            "async fast": self._made(AsyncAcme, "fast"),
        }

    def _made(self, kind: Any, http_client: Any) -> Any:
        return kind(**self._settings, http_client=http_client)

    def __call__(
        self, method: str, *positional: Any, signature: str | None = None, **arguments: Any
    ) -> dict[str, Any]:
        """What comes out of each: its result, or what it raised."""
        found: dict[str, Any] = {}
        for name, client in self.clients.items():
            client._authorization._signature = signature
            found[name] = self.one(client, lambda one: getattr(one, method)(*positional, **arguments))
        return found

    def one(self, client: Any, work: Callable[[Any], Any]) -> Any:
        """What comes out of one client."""
        try:
            if not client.asynchronous:
                return work(client)

            async def waited() -> Any:
                return await work(client)

            return self._runner.run(waited())
        except Exception as error:
            return error

    def close(self) -> None:
        for client in self.clients.values():
            self.one(client, lambda one: one.aclose() if one.asynchronous else one.close())
        for client in self._passed:
            self._runner.run(client.aclose()) if hasattr(client, "aclose") else client.close()
        self._runner.close()


@pytest.fixture(scope="module")
def everywhere() -> Iterator[Everywhere]:
    """For properties, whose examples share clients: each is used again after whatever happened before."""
    server = Server()
    made = Everywhere(server, timeout=5)
    yield made
    made.close()
    server.close()


@pytest.fixture
def acme() -> SimpleNamespace:
    """The names of this file that tests use."""
    return SimpleNamespace(**globals())


@pytest.fixture
def http2_server(tmp_path: Path) -> Iterator[Http2]:
    made = Http2(tmp_path)
    yield made
    made.close()
