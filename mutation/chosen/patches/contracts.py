"""Mutants of specs and overlays, which reach contracts, clients and emulator alike."""

from ..patch import Patch

_LINKVISUAL = "overlays/aliyun/linkvisual/wire.yaml"
_LITE = "specs/megvii/faceid-lite.yaml"

PATCHES = (
    Patch(
        "required-made-optional",
        "`liveness_id` is optional in the contract",
        "specs/megvii/finauth-premium.yaml",
        "required: [sign, sign_version, liveness_id]",
        "required: [sign, sign_version]",
    ),
    Patch(
        "page-made-optional",
        "PageNo, PageSize and IsolationId are optional in the contract",
        _LINKVISUAL,
        "    update:\n      required: true\n      x-source:",
        "    update:\n      x-source:",
    ),
    Patch(
        "enum-value-dropped",
        "`comparison_type` has one value only",
        _LITE,
        'enum: ["0", "-1"]',
        'enum: ["0"]',
    ),
    Patch(
        "condition-dropped",
        "the reference picture is not required when faces are compared",
        _LITE,
        "        required: [image_ref1]\n",
        "        required: [comparison_type]\n",
    ),
    Patch(
        "bound-moved",
        "a page may hold 500 users",
        "specs/aliyun/linkvisual.yaml",
        "            maximum: 50\n",
        "            maximum: 500\n",
        suites=("tests/specs",),
    ),
    Patch(
        "error-status-changed",
        "an unknown face is answered with 404",
        "specs/megvii/finauth-facesearch.yaml",
        "        INVALID_FACE_TOKEN:\n          status: 400",
        "        INVALID_FACE_TOKEN:\n          status: 404",
        suites=("tests/specs",),
    ),
    Patch(
        "failure-in-200-forgotten",
        "HTTP 200 with `Success: false` counts as a success",
        "overlays/aliyun/wire.yaml",
        "        failed_when:\n          - {pointer: /Success, equals: false}\n",
        "",
    ),
    Patch(
        "separator-wrong",
        "error code and reason are separated by a semicolon",
        "overlays/megvii/wire.yaml",
        'separator: ":"',
        'separator: ";"',
    ),
    Patch(
        "vector-broken",
        "RPC signature 1.0 always signs POST",
        "overlays/aliyun/wire.yaml",
        'text = f"{method}&%2F&',
        'text = f"POST&%2F&',
    ),
    Patch(
        "clock-error-forgotten",
        "an expired timestamp is not taken for a clock error",
        "overlays/aliyun/wire.yaml",
        "          clock_skew: true\n",
        "",
    ),
)
