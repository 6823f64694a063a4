"""Finding and reading contract files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..json_types import is_object
from ..strict_json import parse
from .model import Contract, Json

_PACKAGED = Path(__file__).parent.parent / "contracts"
_CHECKOUT = Path(__file__).resolve().parents[4] / "generated" / "contracts"


class ContractError(Exception):
    """A contract file cannot be used. The text names the file and, where it can, the JSON Pointer."""

    def __init__(self, path: Path, problem: str, pointer: str = "") -> None:
        self.path = path
        self.pointer = pointer
        self.problem = problem
        super().__init__(f"{path}{f' at {pointer}' if pointer else ''}: {problem}")


def default_contracts() -> list[Path]:
    """The contract files this installation serves: those in the wheel, or those of the source checkout.

    Raises `ContractError` when there are none.
    """
    for folder in (_PACKAGED, _CHECKOUT):
        if found := sorted(folder.glob("*.json")):
            return found
    raise ContractError(_PACKAGED, "no contract files here; name one or more with --contract")


def named_contract(name: str) -> Path:
    """The file that a text names: a path, or a product whose contract this installation has.

    Raises `ContractError` when it is neither.
    """
    path = Path(name)
    if path.is_file() or path.suffix or len(path.parts) > 1:
        return path
    known = {found.stem: found for found in default_contracts()}
    if name not in known:
        raise ContractError(path, f"is neither a file nor a product; expected one of: {', '.join(known)}")
    return known[name]


_WHAT_IT_IS = (
    "; a contract is generated/contracts/PRODUCT.json, which `specseal generate` writes from the specs"
)


def load_contract(path: Path) -> Contract:
    """Read one contract. Raises `ContractError` when it is not a readable OpenAPI 3.1 document in JSON."""
    try:
        document: Any = parse(path.read_bytes())
    except OSError as error:
        raise ContractError(path, f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ContractError(path, "is not JSON: it is not UTF-8 text") from error
    except RecursionError as error:
        raise ContractError(path, "is nested too deeply") from error
    except ValueError as error:
        raise ContractError(path, f"is not JSON: {error}{_WHAT_IT_IS}") from error
    if not is_object(document):
        raise ContractError(path, "is not a JSON object")
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1"):
        raise ContractError(path, f"must be OpenAPI 3.1, not {version!r}", "/openapi")
    if not is_object(document.get("paths")) or not document["paths"]:
        raise ContractError(path, "has no operations", "/paths")
    product, vendor = _names(path, document)
    return Contract(product, vendor, path, document)


def _names(path: Path, document: Json) -> tuple[str, str]:
    generated = document.get("x-generated", {})
    if not is_object(generated):
        raise ContractError(path, "must be an object", "/x-generated")
    product, vendor = generated.get("product", path.stem), generated.get("vendor", "")
    if not isinstance(product, str) or not isinstance(vendor, str):
        raise ContractError(path, "product and vendor must be strings", "/x-generated")
    return product, vendor
