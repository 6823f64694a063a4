"""An emulator in a process of its own, the worst requests that one can think of, and how long others wait meanwhile."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import io
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests.emulator.processes import serving

MIB = 1024 * 1024
FULL = 15 * MIB
FORM = "application/x-www-form-urlencoded"


@dataclass
class Server:
    """A running emulator."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time that all of its threads have used."""
        total = 0
        for path in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):  # a thread that ended
                total += int(path.read_text(encoding="ascii").split()[0])
        return total / 1e9

    def peak(self) -> int:
        """The most memory, in bytes, that it has held since `forget_peak`."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+([0-9]+) kB", status)
        assert found
        return int(found[1]) * 1024

    def forget_peak(self) -> None:
        """Measure the peak from now on."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", encoding="ascii")

    def ask(self, request: bytes, seconds: float = 60.0) -> int:
        """Send a request as it is; gives the status of its response, 0 for none."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            response = b""
            # a server that refuses early need not read the rest
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request)
            with contextlib.suppress(ConnectionResetError):
                while b"\r\n" not in response and (got := connection.recv(65536)):
                    response += got
                while response and connection.recv(1 << 20):
                    pass
            return int(response.split(b" ", 2)[1]) if response else 0


@contextlib.contextmanager
def served(folder: Path, *options: str) -> Generator[Server]:
    """An emulator in a process of its own."""
    with serving(folder, *options) as (process, url):
        yield Server(int(url.rpartition(":")[2]), process.pid)


_POLL = b"GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass
class Waits:
    """What a caller met who asked for something cheap all the time."""

    longest: float = 0.0
    """Seconds for which the emulator kept it waiting: the time that passed, or the processor time that the emulator
    took in it where that is less, as it is on a machine that has others to serve."""
    polls: int = 0


def waiting(server: Server, work: Callable[[], int]) -> tuple[int, Waits]:
    """Do something, and ask for something cheap on another connection until it is done."""
    waits, done = Waits(), threading.Event()
    status = [0]

    def act() -> None:
        try:
            status[0] = work()
        finally:
            done.set()

    actor = threading.Thread(target=act)
    with socket.create_connection(("127.0.0.1", server.port), timeout=120) as connection:
        actor.start()
        while not done.is_set() or waits.polls < 3:
            before, started = server.cpu(), time.monotonic()
            connection.sendall(_POLL)
            response = b""
            while b'"ok"' not in response:
                got = connection.recv(65536)
                assert got, response
                response += got
            passed = time.monotonic() - started
            waits.longest = max(waits.longest, min(passed, server.cpu() - before))
            waits.polls += 1
            time.sleep(0.002)
    actor.join()
    return status[0], waits


# Requests


def http(method: str, target: str, body: bytes = b"", kind: str = "", **headers: str) -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    head += [f"Content-Length: {len(body)}"] if body or method != "GET" else []
    head += [f"Content-Type: {kind}"] if kind else []
    head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body


TOKEN = "/faceid/lite/get_token"
FACE = "/finauth/search/group/face_info"
_BOUNDARY = "multipart/form-data; boundary=x"


def _part(name: str, content: bytes, more: str = "", headers: bytes = b"") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n'.encode()
    return head + headers + b"\r\n" + content + b"\r\n"


def _multipart(*parts: bytes, path: str = TOKEN) -> bytes:
    return http("POST", path, b"".join(parts) + b"--x--\r\n", _BOUNDARY)


_CREDENTIALS = b"api_key=demo-key&api_secret=demo-secret&biz_no=1&uuid=1&comparison_type=0"


def _form(body: bytes, path: str = TOKEN) -> bytes:
    return http("POST", path, body, FORM)


def _repeated(piece: bytes, size: int = FULL) -> bytes:
    return piece * (size // len(piece))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _rpc(pairs: str) -> bytes:
    common = "Action=QueryFaceUserByName&Version=2018-01-20&Format=JSON&AccessKeyId=demo-key&SignatureMethod=HMAC-SHA1"
    common += (
        f"&SignatureVersion=1.0&SignatureNonce=1&Timestamp={_now().replace(':', '%3A')}&Signature=d3Jvbmc%3D&"
    )
    return common.encode() + pairs.encode()


_SHORT = "&".join(f"{'nN'[n % 2]}{(n * 7) % 180}=x%20~%2A%2F%21" for n in range(180))
"""In no order, with everything that callers encode differently."""
_VENDORS = "host;x-acs-action;x-acs-date;x-acs-signature-nonce;x-acs-version"


def _acs3(signed: str = _VENDORS, body: bytes = b"", target: str = "/", **more: str) -> bytes:
    authorization = f"ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders={signed},Signature={'0' * 64}"
    headers = {
        "authorization": authorization,
        "x-acs-action": "QueryFaceUserByName",
        "x-acs-version": "2018-01-20",
        "x-acs-date": _now(),
        "x-acs-signature-nonce": "1",
        **more,
    }
    return http("POST", target, body, **headers)


def _sign(raw: bytes) -> bytes:
    digest = hmac.new(b"wrong", raw, hashlib.sha1).digest()
    return b"sign_version=hmac_sha1&sign=" + base64.urlsafe_b64encode(digest + raw)


def _picture(**options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4096, 4096), "white").save(target, "PNG", **options)
    return target.getvalue()


def _of_text(text: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text, zip=True)
    return info


def _run_length() -> bytes:
    """A picture in BMP whose thousand lines are run-length encoded, one pixel a run: decoded in Python alone."""
    line = b"\x01\x00" * 1000 + b"\x00\x00"
    pixels = line * 1000
    header = struct.pack("<IiiHHIIiiII", 40, 1000, 1000, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    palette = b"\x00\x00\x00\x00" * 256
    offset = 14 + 40 + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + header + palette + pixels


def _pictured(content: bytes) -> bytes:
    fields = [tuple(pair.split(b"=")) for pair in _CREDENTIALS.split(b"&")]
    fields += [(b"return_url", b"https://example.com/r"), (b"notify_url", b"https://example.com/n")]
    parts = [_part(name.decode(), value) for name, value in fields]
    return _multipart(*parts, _part("image_ref1", content, '; filename="a.png"'))


def _control(path: str, body: bytes, method: str = "POST") -> bytes:
    return http(method, f"/_emulator/{path}", body, "application/json")


def _chunked(size: int) -> bytes:
    head = (
        f"POST {TOKEN} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    return head.encode() + b"1\r\nx\r\n" * size + b"0\r\n\r\n"


def _records(kind: str, value: str) -> bytes:
    record = f'{{"kind":"{kind}","key":"%06d","value":{value}}}'
    records = ",".join(record % number for number in range(55_000))
    return f'{{"version":1,"records":[{records}]}}'.encode()


def _gzip_text() -> bytes:
    """A picture whose compressed texts unpack to a lot."""
    chunk = b"Comment\x00\x00" + zlib.compress(b" " * (900 * 1024))
    framed = struct.pack(">I", len(chunk)) + b"zTXt" + chunk
    framed += struct.pack(">I", zlib.crc32(b"zTXt" + chunk))
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "PNG")
    content = target.getvalue()
    return content[:33] + framed * 60 + content[33:]


_HEAD = 60 * 1024
_ODD = "~*/ +%é"

ATTACKS: dict[str, Callable[[], bytes]] = {
    # parsers of forms
    "a secret of 15 MiB": lambda: _form(b"api_key=demo-key&api_secret=" + _repeated(b"x")),
    "15 MiB of percent signs": lambda: _form(_repeated(b"%")),
    "15 MiB of escapes that are none": lambda: _form(b"a=" + _repeated(b"%ff")),
    "15 MiB of ampersands": lambda: _form(_repeated(b"&")),
    "15 MiB of bytes that are no text": lambda: _form(b"a=" + _repeated(b"\xff")),
    "as much text as is allowed, no bytes of it text": lambda: _form(b"a=" + _repeated(b"\xff", 255 * 1024)),
    "as many escapes as are allowed": lambda: _form(b"a=" + _repeated(b"%", 255 * 1024)),
    "a field of 15 MiB": lambda: _multipart(_part("api_secret", _repeated(b"s"))),
    "a field of 15 MiB that is no text": lambda: _multipart(_part("a", _repeated(b"\xff"))),
    "a file of 15 MiB": lambda: _multipart(_part("image_ref1", _repeated(b"\x89PNG\r\n"), '; filename="a"')),
    "a file of line breaks": lambda: _multipart(_part("f", _repeated(b"\r\n--"), '; filename="a"')),
    "195 files": lambda: _multipart(*(_part(f"f{n}", b"x" * 70_000, '; filename="a"') for n in range(195))),
    "15 MiB of headers in one part": lambda: _multipart(_part("a", b"", headers=_repeated(b"x-y: z\r\n"))),
    "parameters of parts": lambda: _multipart(*(_part(f"{n}", b"", "; a =" * 3000) for n in range(195))),
    "a boundary that nearly comes": lambda: http(
        "POST",
        TOKEN,
        b"--" + b"a" * 60 + b"\r\n" + _repeated(b"\r\n--" + b"a" * 59),
        _BOUNDARY[:-1] + "a" * 60,
    ),
    "a form without a beginning": lambda: http("POST", TOKEN, _repeated(b"\r"), _BOUNDARY),
    "15 MiB of anything": lambda: http("POST", "/nowhere", _repeated(b"ab")),
    "a million chunks of one byte": lambda: _chunked(1_000_000),
    # heads
    "a query of percent signs": lambda: http("GET", "/?" + "%" * _HEAD),
    "a query of ampersands": lambda: http("GET", "/?" + "&" * _HEAD),
    "a path of escapes": lambda: http("GET", "/" + "%ff" * (_HEAD // 3)),
    "a path that is nearly known": lambda: http("GET", "/faceid/lite/get_toke" + "/faceid" * 8000),
    "blanks in Prefer": lambda: http("POST", FACE, prefer="code=" + " " * 1500 + '"x'),
    "tabs in Prefer": lambda: http("POST", FACE, prefer="error=" + "\t " * 700 + '"'),
    "quotation marks in Prefer": lambda: http("POST", FACE, prefer='a="' * (_HEAD // 3)),
    "backslashes in Prefer": lambda: http("POST", FACE, prefer='error="' + "\\" * _HEAD),
    "commas in Prefer": lambda: http("POST", FACE, prefer=",;=" * (_HEAD // 3)),
    "parameters of Content-Type": lambda: http("POST", FACE, b"x", "multipart/form-data" + "; a =" * 12_000),
    "blanks in Content-Type": lambda: http("POST", FACE, b"x", "multipart/form-data;" + " " * _HEAD + "a"),
    "one header a thousand times": lambda: http("POST", FACE).replace(
        b"\r\n\r\n", b"\r\n" + b"a: b\r\n" * 8000 + b"\r\n"
    ),
    "a head of 240 KiB": lambda: http("POST", FACE).replace(
        b"\r\n\r\n", b"\r\n" + b"a:\r\n" * 60_000 + b"\r\n"
    ),
    "hosts of proxies": lambda: _acs3(x_forwarded_host="a," * 7000, forwarded="host=b;" * 2000),
    # diagnoses
    "a wrong RPC signature over 5 MiB": lambda: http("POST", "/", _rpc("Name=" + "~" * (5 * MIB)), FORM),
    "a wrong RPC signature over much": lambda: http("POST", "/", _rpc("Name=" + _ODD * 28_000), FORM),
    "a wrong RPC signature, as long as is looked at": lambda: http(
        "POST", "/", _rpc("Name=" + _ODD * 2000), FORM
    ),
    "a wrong RPC signature over many": lambda: http(
        "POST", f"/?{_rpc('').decode()}", "&".join(f"n{n}={_ODD}" for n in range(180)).encode(), FORM
    ),
    "a wrong ACS3 signature, as long as is looked at": lambda: _acs3(target="/?Name=" + "~*/+!" * 3000),
    "a header signed ten thousand times": lambda: _acs3(";".join(["x-acs-a"] * 3000), x_acs_a="b" * 30_000),
    "a wrong ACS3 signature that is judged at once": lambda: _acs3(target="/?Name=" + "~*/+!" * 700),
    "a wrong RPC signature that is judged at once": lambda: http(
        "POST", "/", _rpc("Name=" + _ODD * 350), FORM
    ),
    "a wrong RPC signature over many short parameters": lambda: http(
        "POST", f"/?{_rpc('').decode()}{_SHORT}", b"z=1", FORM
    ),
    "a wrong ACS3 signature over many short parameters": lambda: _acs3(
        target=f"/?{_SHORT}", body=b"x", x_forwarded_host="a,b,c,d"
    ),
    "a wrong ACS3 signature over 15 MiB": lambda: _acs3(body=_repeated(b"ab")),
    "a wrong sign, as long as is looked at": lambda: _form(
        _sign(b"a=demo-key&b=1&c=1&d=" + b"=" * 11_000), FACE
    ),
    "a sign of equals signs": lambda: _form(_sign(_repeated(b"a=\x00", 11_000)), FACE),
    "a sign of 180 KiB": lambda: _form(_sign(_repeated(b"a=b&", 180_000)), FACE),
    # masks
    "a secret that is everywhere": lambda: _form(b"api_secret=aaaa&" + _repeated(b"a", 200_000), FACE),
    "names that are long": lambda: _form(b"&".join(b"s" * 1200 + b"%d=secret" % n for n in range(190)), FACE),
    # pictures
    "a picture of 4096 by 4096 in 50 kB": lambda: _pictured(_picture()),
    "a picture with a text of blanks": lambda: _pictured(
        _picture(pnginfo=_of_text("specseal-faces:" + " " * 500_000))
    ),
    "a picture with texts that unpack to 50 MB": lambda: _pictured(_gzip_text()),
    "a picture in runs of one": lambda: _pictured(_run_length()),
    # control plane
    "lists in lists": lambda: _control("seed", b"[" + _repeated(b"[],") + b"[]]"),
    "lists within lists": lambda: _control("seed", b"[" * FULL),
    "objects": lambda: _control("seed", b'{"accounts":[' + _repeated(b"{},") + b"{}]}"),
    "as many values as are allowed": lambda: _control("seed", b'{"accounts":[' + b"{}," * 140_000 + b"{}]}"),
    "a text of 15 MiB": lambda: _control("seed", b'{"x":"' + _repeated(b"y") + b'"}'),
    "a text of escapes": lambda: _control("seed", b'{"x":"' + _repeated(b"\\u00e9") + b'"}'),
    "a text of half pairs": lambda: _control("seed", b'{"x":"' + _repeated(b"\xed\xa0\x80") + b'"}'),
    "a fault of 15 MiB": lambda: _control("faults", b'{"status":500,"body":"' + _repeated(b"y") + b'"}'),
    "a number of 15 MiB": lambda: _control("clock", b'{"now":' + _repeated(b"9") + b"}", "PUT"),
    "a state of 55,000 nonces": lambda: _control("snapshot", _records("nonce", "{}"), "PUT"),
    "a state of 15 MiB in one": lambda: _control(
        "snapshot",
        b'{"version":1,"records":[{"kind":"nonce","key":"n","value":{"a":"' + _repeated(b"z") + b'"}}]}',
        "PUT",
    ),
    "what is in the state then": lambda: _control("state?limit=1000", b"", "GET"),
    "the whole state then": lambda: _control("snapshot", b"", "GET"),
    "back to the seed": lambda: _control("reset", b""),
    "the whole journal": lambda: _control("journal?limit=1000", b"", "GET"),
    "the inspector": lambda: _control("", b"", "GET"),
}
"""What each is, to the bytes that are sent."""
