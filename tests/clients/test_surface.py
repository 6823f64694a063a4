"""What the four wheels promise to their users: names, signatures, sources, import cost."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from specseal.generate import output_of
from specseal.output import stale_files
from specseal.project import Project

FACE_TOKEN = "9eab9fe14a402295fb78409a81abfc3c"
ROOT = Path(__file__).parents[2]
PORT_8080 = "http://127.0.0.1:8080"
LITE_ARGUMENTS = """
return_url notify_url biz_no scene_id language procedure_type procedure_priority comparison_type uuid image_ref1
image_ref2 biz_extra_data get_shooting_error maximum_shooting_time multi_oriented_detection
fail_when_ref_multiple_faces return_multifaces_tag fmp_mode get_fail_reason face_occlusion_detection
eye_close_detection action_http_method redirect_type
"""
PRODUCTS: dict[str, tuple[str, str, str, list[str]]] = {
    "finauth-facesearch": (
        "finauth_facesearch",
        "FinAuthFaceSearch",
        "get_face_info",
        ["group_id", "face_token"],
    ),
    "finauth-premium": ("finauth_premium", "FinAuthPremium", "get_biz_token", ["liveness_id", "uuid"]),
    "faceid-lite": (
        "faceid_lite",
        "FaceIDLite",
        "get_token",
        [
            "return_url",
            "notify_url",
            "biz_no",
            "comparison_type",
            "uuid",
            "scene_id",
            "language",
            "procedure_type",
            "procedure_priority",
            "image_ref1",
            "image_ref2",
            "biz_extra_data",
            "get_shooting_error",
            "maximum_shooting_time",
            "multi_oriented_detection",
            "fail_when_ref_multiple_faces",
            "return_multifaces_tag",
            "fmp_mode",
            "get_fail_reason",
            "face_occlusion_detection",
            "eye_close_detection",
            "action_http_method",
            "redirect_type",
        ],
    ),
    "linkvisual": (
        "linkvisual",
        "LinkVisual",
        "query_face_user_by_name",
        ["isolation_id", "page_no", "page_size", "name", "params"],
    ),
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_generated_files_are_current(product: str) -> None:
    project = Project(ROOT)
    (found,) = project.select((product,))
    assert stale_files(project, output_of(project, found)) == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_classes_methods_and_arguments(product: str) -> None:
    module_name, class_name, method, arguments = PRODUCTS[product]
    module = importlib.import_module(module_name)
    for name in (class_name, f"Async{class_name}"):
        function = getattr(getattr(module, name), method)
        parameters = inspect.signature(function).parameters
        assert list(parameters) == ["self", *arguments, "timeout"]
        assert {one.kind for key, one in parameters.items() if key != "self"} == {
            inspect.Parameter.KEYWORD_ONLY
        }
        assert inspect.iscoroutinefunction(function) is name.startswith("Async")
        doc = inspect.getdoc(function) or ""
        assert all(f"    {argument}: " in doc for argument in arguments)
        assert "Raises:" in doc
        assert not re.search(r"Source: |saved document|Must match", doc)
        wanted = [one.default is one.empty for one in parameters.values()]
        assert wanted == sorted(wanted, reverse=True), "what is required stands in front"


def test_docstrings_carry_units_and_limits() -> None:
    lite = importlib.import_module("faceid_lite")
    doc = " ".join((inspect.getdoc(lite.FaceIDLite.get_token) or "").split())
    for fact in (
        "128 bytes",
        "4096 bytes",
        "from 2 to 60",
        "Default: `15`",
        "`0`, `-1`",
        "NoFaceFoundError: HTTP 400",
    ):
        assert fact in doc
    assert "faceid-lite.get_token.txt" not in doc


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("finauth_facesearch", ["InvalidFaceTokenError", "MissingArgumentsError", "AuthorizationError"]),
        ("linkvisual", ["ThrottlingUserError", "SignatureDoesNotMatchError", "ForbiddenRiskControlError"]),
        ("faceid_lite", ["NoFaceFoundError", "MultipleFacesError", "ImageErrorUnsupportedFormatError"]),
        ("finauth_premium", ["BadArgumentsError", "ConcurrencyLimitExceededError", "InternalError"]),
    ],
)
def test_error_classes(module: str, names: list[str]) -> None:
    errors = importlib.import_module(module).errors
    for name in names:
        assert issubclass(getattr(errors, name), errors.APIStatusError)
        assert name in errors.__all__


@pytest.mark.parametrize("product", PRODUCTS)
def test_importing_a_package_does_not_import_the_http_library(product: str) -> None:
    script = (
        f"import {PRODUCTS[product][0]}, sys; assert not {{'httpx', 'ssl', 'asyncio'}} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("which", [0, 1])
def test_the_readmes_examples_run(
    product: str, which: int, emulator: Any, tmp_path: Path, picture: Any
) -> None:
    readme = (ROOT / "generated" / product / "README.md").read_text("utf-8")
    code = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)[which]
    code = code.replace('group_id="…"', 'group_id="demo_group"').replace(
        'face_token="…"', f'face_token="{FACE_TOKEN}"'
    )
    (tmp_path / "image_ref1.jpg").write_bytes(picture(1))
    variables = dict(re.findall(r"^export (\w+)=(.+)$", readme, re.MULTILINE))
    variables = {name: value.replace(PORT_8080, emulator.base_url) for name, value in variables.items()}
    assert emulator.base_url in variables.values()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Response(" in done.stdout
