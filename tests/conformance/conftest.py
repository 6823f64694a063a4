"""The official documents of the Overlay Specification, read from a folder that is named on the command line.

Without ``--conformance-dir`` nothing here is collected.
"""

from pathlib import Path

import pytest

_WANTED = {
    "compliant_set": "compliant-sets/*/overlay.yaml",
    "pass_document": "tests/v1.1/pass/*.yaml",
    "fail_document": "tests/v1.1/fail/*.yaml",
    "schema_document": "schemas/v1.1/schema.yaml",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--conformance-dir", metavar="DIR", help="folder of the official overlay documents")


def _folder(config: pytest.Config) -> Path | None:
    # The option is unknown when this file is not among those read before the command line.
    given: str | None = config.getoption("--conformance-dir", None)
    return None if given is None else Path(given)


def pytest_configure(config: pytest.Config) -> None:
    folder = _folder(config)
    if folder is None:
        named = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
        if any(path.resolve().is_relative_to(Path(__file__).parent) for path in named):
            raise pytest.UsageError("say where the official documents are: --conformance-dir DIR")
        return
    missing = [pattern for pattern in _WANTED.values() if not any(folder.glob(pattern))]
    if missing:
        raise pytest.UsageError(f"--conformance-dir {folder}: nothing there matches {', '.join(missing)}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if _folder(config) is None else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = _folder(metafunc.config)
    for name, pattern in _WANTED.items():
        if folder is not None and name in metafunc.fixturenames:
            found = sorted(folder.glob(pattern))
            metafunc.parametrize(name, found, ids=[f"{path.parent.name}/{path.stem}" for path in found])
