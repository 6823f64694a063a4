"""The scripts of a collection: one that signs, and one that looks at the response."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from ...plan.package import OperationPlan
from ..javascript import signing_module
from ..kinds import reads_body
from ..subject import Subject


def presign_script(subject: Subject, names: Mapping[str, str]) -> str:
    """The script that signs; the empty text where nothing is. ``names`` are those of the requests, by operation."""
    operations = subject.contract.operations
    asked = dict.fromkeys(name for one in operations for name in one.scheme_names)
    if not asked:
        return ""
    recipes = {name: subject.recipes[name] for name in asked}
    credentials = dict.fromkeys(name for recipe in recipes.values() for name in recipe.credentials)
    tables: dict[str, Any] = {
        "ALL": list(asked),
        "SCHEMES": {names[one.id]: list(one.scheme_names) for one in operations},
        "REFUSED": dict(_refused(subject, names)),
        "CREDENTIALS": list(credentials),
    }
    stated = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in tables.items())
    glue = files(__name__.rpartition(".")[0]).joinpath("presign.js").read_text("utf-8")
    return f"{signing_module(recipes, subject.generated, exported=False)}\n{stated}\n{glue}"


def _refused(subject: Subject, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What cannot be signed here: the bytes of a multipart body are made by Postman, after its scripts have run."""
    for plan, operation in zip(subject.package.operations, subject.contract.operations, strict=True):
        for scheme in operation.scheme_names:
            if plan.body == "multipart" and reads_body(subject.recipes[scheme]):
                yield (
                    f"{names[operation.id]} {scheme}",
                    f"The scheme {scheme} signs the bytes of the body, and those of a multipart form are made by "
                    "Postman after its scripts have run. Use the Python client.",
                )
            elif plan.body == "xml":
                yield (
                    f"{names[operation.id]} {scheme}",
                    f"The scheme {scheme} signs elements of an XML document. Use the Python client.",
                )


def response_script(subject: Subject, plan: OperationPlan) -> str:
    """Tests that the call succeeded, as the contract tells success from failure."""

    def folded(values: tuple[str, ...] | None) -> list[str] | None:
        return None if values is None else [one.lower() for one in values]

    failures = [
        {
            "path": one.pointer.split("/")[1:],
            "equals": folded(one.equals),
            "other_than": folded(one.not_equals),
        }
        for one in subject.package.error_body.failed_when
    ]
    return f"""\
pm.test({json.dumps(f"{plan.operation_id} succeeds")}, function () {{
  pm.response.to.have.status({plan.status});
  const failures = {json.dumps(failures)};
  let body = null;
  try {{ body = pm.response.json(); }} catch (error) {{ return; }}
  failures.forEach(function (one) {{
    let value = body;
    one.path.forEach(function (token) {{
      const key = token.replace(/~1/g, "/").replace(/~0/g, "~");
      value = value === undefined || value === null ? undefined : value[key];
    }});
    const present = value !== undefined && value !== null && value !== "";
    const text = String(value).trim().toLowerCase();
    const failed = one.equals !== null
      ? one.equals.includes(text)
      : present && (one.other_than === null || !one.other_than.includes(text));
    pm.expect(failed, JSON.stringify(body)).to.equal(false);
  }});
}});
"""
