"""A temporary certificate authority and a server certificate, for `--tls`. Needs the extra ``[tls]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = ("localhost", "127.0.0.1", "::1")
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - not listened on here


class NoAuthority(Exception):
    """The library that makes certificates is missing; the text says what to install."""


def make_certificate(host: str, folder: Path) -> tuple[Path, bytes]:
    """Make an authority, and a certificate for loopback and `host`.

    Gives a PEM file in `folder` with key and chain, readable by its owner only, and the authority's
    certificate as PEM. The authority's key is forgotten. Raises `NoAuthority`.
    """
    try:
        import trustme  # noqa: PLC0415 - of an extra
    except ImportError as error:
        raise NoAuthority("--tls needs trustme: pip install 'specseal-emulator[tls]'") from error
    authority = trustme.CA(organization_name="specseal-emulator, not to be trusted")
    names = dict.fromkeys((*_NAMES, *(() if host in _EVERYWHERE else (host,))))
    issued = authority.issue_cert(*names)
    path = folder / "server.pem"
    path.touch(mode=0o600)
    path.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    return path, authority.cert_pem.bytes()
