"""What is kept of a product's releases: ``releases/VENDOR/PRODUCT/``.

``CHANGELOG.md`` is for people, who may edit it. ``contract.json`` is the contract of the newest release with its Python
names, to compare with; ``calls.py`` is code that uses everything that release offered.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..diagnostics import Diagnostic, Location, Refused
from ..document import Document, Map, is_map, load, plain
from ..project import Product
from .changelog import History, read_history
from .folder import kept
from .versions import Version

_HEADER = "x-generated"


def load_history(product: Product) -> History:
    """The changelog; an empty one before the first release. Raises `Refused` where it cannot be read."""
    path = kept(product).changelog
    if not path.is_file():
        return History()
    file = product.shown(path)
    try:
        return read_history(path.read_text("utf-8"), file)
    except UnicodeDecodeError as error:
        raise Refused(Diagnostic("changelog-shape", f"It is no UTF-8: {error}.", Location(file))) from error


def released_contract(product: Product) -> Document | None:
    """The contract of the newest release as it was kept, without its header; ``None`` before the first release.

    Raises `Refused` where somebody edited it, or where changelog and contract are of different releases.
    """
    path = kept(product).contract
    version = load_history(product).version
    if not path.is_file():
        if version is None:
            return None
        message = f"The changelog has {version}, but no contract of it is kept."
        raise Refused(_broken(product, message))
    document = load(path, product.shown(path))
    header = document.data.get(_HEADER)
    told: dict[str, Any] = header if is_map(header) else Map()
    held = document.data.copy()
    held.pop(_HEADER, None)
    if told.get("digest") != _digest(plain(held)):
        raise Refused(
            _broken(product, "This is not the contract that was released: its digest does not fit.")
        )
    if told.get("version") != str(version):
        message = f"It is the contract of {told.get('version')}; the changelog ends with {version}."
        raise Refused(_broken(product, message))
    return Document(held, document.path, document.text, document.digest)


def contract_text(product: Product, document: Map, version: Version, date: str) -> str:
    """A contract as it is kept."""
    content = plain(document)
    header = {
        "by": "specseal release; do not edit",
        "vendor": product.vendor,
        "product": product.name,
        "version": str(version),
        "date": date,
        "digest": _digest(content),
    }
    whole = {"openapi": content["openapi"], _HEADER: header, **content}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _broken(product: Product, message: str) -> Diagnostic:
    hint = "Restore releases/ from git; `specseal release` alone writes it."
    return Diagnostic("release-broken", message, Location(product.shown(kept(product).contract)), hint)
