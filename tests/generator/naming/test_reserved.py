"""Names that something else has already are refused where they stand, never a traceback, never a clobbered package."""

from __future__ import annotations

import copy
import inspect
import json
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest

from specseal import constructor, reserved
from specseal.diagnostics import Refused
from specseal.generate import output_of
from specseal.project import Project
from specseal.runtime.client import AsyncClient, SyncClient
from specseal.runtime.core import Core
from tests.generator.schemes import SIGNED


def signed(sandbox: Any, credential: str = "api_key") -> None:
    """Let the one operation be signed with a credential of that name."""
    scheme = json.loads(json.dumps(SIGNED).replace("api_key", credential))
    sandbox.spec["components"]["securitySchemes"] = {"acme": scheme}
    sandbox.operation["security"] = [{"acme": []}]


@pytest.mark.parametrize(
    ("vendor", "product", "told"),
    [
        (
            "acme",
            "contracts",
            "'contracts' is not a valid product name: generated/contracts/ has another purpose",
        ),
        ("acme", "con", "'con' is not a valid product name: Windows reserves it for a device"),
        ("acme", "aux", "Windows reserves it for a device"),
        ("acme", "lpt1", "Windows reserves it for a device"),
        ("nul", "thing", "'nul' is not a valid vendor name: Windows reserves it for a device"),
        ("acme", "httpx", "its wheel would replace a package"),
        ("acme", "typing-extensions", "its wheel would replace a package"),
    ],
)
def test_a_product_cannot_be_called(tmp_path: Path, vendor: str, product: str, told: str) -> None:
    spec = tmp_path / "specs" / vendor / f"{product}.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text("{}")
    with pytest.raises(Refused) as refused:
        Project(tmp_path).products()
    (problem,) = refused.value.diagnostics
    assert problem.code == "product-name"
    assert told in problem.message
    assert problem.location is not None
    assert problem.location.file == f"specs/{vendor}/{product}.yaml"


@pytest.mark.parametrize("product", ["console", "contract", "communication", "auxiliary", "com10", "http-x"])
def test_names_that_only_look_alike_are_free(tmp_path: Path, product: str) -> None:
    spec = tmp_path / "specs" / "acme" / f"{product}.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text("{}")
    assert [one.name for one in Project(tmp_path).products()] == [product]


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("class", "it is a Python keyword"),
        ("os", "it is a module of Python's standard library"),
        ("json", "it is a module of Python's standard library"),
        ("httpx", "clients are installed with a package of that name"),
        ("msgspec", "clients are installed with a package of that name"),
        ("tests", "many projects have a folder of that name"),
    ],
)
def test_a_package_cannot_be_called(sandbox: Any, package: str, told: str) -> None:
    sandbox.overlay("client", {"target": "$", "update": {"x-client": {"package": package}}})
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.file) == ("name-reserved", "overlays/acme/thing/client.yaml")
    assert problem.location.pointer == "/x-client/package"
    assert problem.message == f"The package cannot be named {package!r}: {told}."


@pytest.mark.parametrize("name", ["None", "Timeout", "SyncClient", "Client", "Any"])
def test_a_client_cannot_be_called(sandbox: Any, name: str) -> None:
    sandbox.overlay("client", {"target": "$", "update": {"x-client": {"class": name}}})
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer) == ("name-reserved", "/x-client/class")


def test_a_package_that_the_product_gives_its_name_is_judged_too(sandbox: Any) -> None:
    sandbox.save()
    spec = sandbox.root / "specs/acme"
    (spec / "thing.yaml").rename(spec / "calendar.yaml")
    project = Project(sandbox.root)
    (product,) = project.products()
    with pytest.raises(
        Refused, match="The package cannot be named 'calendar': it is a module of Python's standard library"
    ):
        output_of(project, product)
    overlay = sandbox.root / "overlays/acme/calendar/client.yaml"
    overlay.parent.mkdir(parents=True)
    actions = [{"target": "$", "update": {"x-client": {"package": "acme_calendar"}}}]
    overlay.write_text(
        json.dumps({"overlay": "1.1.0", "info": {"title": "Names", "version": "1"}, "actions": actions})
    )
    assert "src/acme_calendar/__init__.py" in output_of(project, product).files


@pytest.mark.parametrize("name", sorted(constructor.NAMES - {"self", "region"}))
def test_a_credential_cannot_be_called_like_an_argument_of_every_client(sandbox: Any, name: str) -> None:
    signed(sandbox, name)
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer) == (
        "signing-name",
        "/components/securitySchemes/acme/x-signing/credentials/0",
    )
    assert problem.message.startswith(f"invalid credential name {name!r}: ")


def test_a_credential_called_region_is_another_argument_than_the_one_that_selects_the_host(
    sandbox: Any, imported
) -> None:
    signed(sandbox, "region")
    thing = imported().Thing
    parameters = inspect.signature(thing.__init__).parameters
    assert parameters["signing_region"].annotation == "Credential | None"
    assert parameters["region"].annotation == "Region | None"
    assert thing(signing_region="secret", region="eu")
    with pytest.raises(imported().ConfigurationError, match="pass signing_region=… or set"):
        thing(region="eu")


def test_a_setting_that_callers_set_is_an_optional_argument(sandbox: Any, imported) -> None:
    signed(sandbox)
    recipe = sandbox.spec["components"]["securitySchemes"]["acme"]["x-signing"]
    recipe["settings"], recipe["adjustable"] = {"zone": "eu", "ttl": 5}, ["zone", "ttl"]
    recipe["steps"] += 'headers["x-more"] = f"{zone}{ttl}"\n'
    source = sandbox.file("_signing.py")
    assert '    zone = setting(credentials, "zone", "eu")\n' in source
    assert '    ttl = whole_setting(credentials, "ttl", 5)\n' in source
    readme = sandbox.file("_client.py")
    assert "zone: Optional. Default: the environment variable `THING_ZONE`, or `eu`." in readme
    assert imported().Thing(api_key="secret", zone="us", ttl="7")


@pytest.mark.parametrize("name", ["timeout", "credentials"])
def test_a_setting_that_callers_set_cannot_be_called_like_another_argument(sandbox: Any, name: str) -> None:
    signed(sandbox)
    recipe = sandbox.spec["components"]["securitySchemes"]["acme"]["x-signing"]
    recipe["settings"], recipe["adjustable"] = {name: 5}, [name]
    recipe["steps"] += f'headers["x-more"] = {name}\n'
    (problem,) = sandbox.problems()
    assert problem.message == f"invalid setting name {name!r}: it is already an argument of every client."


def test_a_setting_may_have_such_a_name_because_no_argument_is_made_of_it(sandbox: Any, imported) -> None:
    signed(sandbox)
    recipe = sandbox.spec["components"]["securitySchemes"]["acme"]["x-signing"]
    recipe["settings"] = {"timeout": 5, "region": "eu"}
    recipe["steps"] += 'headers["x-more"] = f"{timeout}{region}"\n'
    recipe["vectors"][0]["expect"]["headers"]["x-more"] = "5eu"
    assert imported().Thing(api_key="secret", region="eu", timeout=3)


def test_an_option_cannot_be_called_like_a_credential(sandbox: Any) -> None:
    signed(sandbox)
    field = {"type": "string", "description": "It.", "x-client": {"option": True}}
    sandbox.properties["apiKey"] = field
    (problem,) = sandbox.problems()
    assert (problem.code, problem.location.pointer.rpartition("/")[2]) == ("name-reserved", "apiKey")
    assert "'apiKey' maps to the constructor's argument 'api_key'" in problem.message
    field["x-client"] = {"option": True, "name": "other_key"}
    assert "other_key: str" in sandbox.file("_client.py")


def test_an_option_cannot_be_called_like_an_optional_credential(sandbox: Any) -> None:
    signed(sandbox)
    recipe = sandbox.spec["components"]["securitySchemes"]["acme"]["x-signing"]
    recipe["credentials"].append("token?")
    recipe["steps"] += 'headers["x-token"] = token\n'
    recipe["vectors"].append(vector := copy.deepcopy(recipe["vectors"][0]))
    vector["credentials"]["token"] = "t"
    vector["expect"]["headers"]["x-token"] = "t"
    sandbox.properties["token"] = {"type": "string", "description": "It.", "x-client": {"option": True}}
    (problem,) = sandbox.problems()
    assert "'token' maps to the constructor's argument 'token'" in problem.message


def test_every_argument_of_a_constructor_is_reserved(sandbox: Any, imported) -> None:
    module = imported()
    for client in (module.Thing, module.AsyncThing):
        assert set(inspect.signature(client.__init__).parameters) <= constructor.NAMES


@pytest.mark.parametrize("client", [SyncClient, AsyncClient])
def test_the_runtime_takes_the_arguments_that_are_declared(client: type[SyncClient | AsyncClient]) -> None:
    taken: dict[str, inspect.Parameter] = {}
    for holder in (Core, client):
        taken |= inspect.signature(vars(holder)["__init__"]).parameters
    assert set(taken) - {"product", "credential_set", "settings", "variables"} == constructor.NAMES - {
        constructor.CERTIFICATE.name
    }
    for one in constructor.ARGUMENTS:
        default = taken[one.name].default
        # a setting that the runtime has a default of is left alone where none is given
        assert default is None or default is inspect.Parameter.empty or repr(default) == one.default, one.name


def test_a_constructor_is_printed_and_documented_as_declared(sandbox: Any, imported) -> None:
    client = imported().Thing
    parameters = inspect.signature(client.__init__).parameters
    words = " ".join((inspect.getdoc(client) or "").split())
    for one in constructor.ARGUMENTS:
        assert repr(parameters[one.name].default) == one.default
        told = one.doc.format(region="eu", environment="THING")
        assert f"{one.name}: {' '.join(told.split())}" in words
        assert f"| `{one.name}` | " in sandbox.output().files["README.md"]


def test_every_dependency_of_a_wheel_is_reserved(sandbox: Any) -> None:
    text = sandbox.output().files["pyproject.toml"]
    for name in ("httpx", "msgspec", "sniffio", "pyreqwest"):
        assert f'"{name}' in text
        assert reserved.package_problem(name)
        assert reserved.product_problem(name)
    for line in requires("httpx") or []:
        needed = line.split(";")[0].split("=")[0].split("<")[0].split(">")[0].strip()
        assert "extra" in line or reserved.package_problem(needed), line
