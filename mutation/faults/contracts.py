"""Faults of specs and overlays, which travel into contracts, clients and emulator alike."""

from ..fault import Fault

_LINKVISUAL = "overlays/aliyun/linkvisual/wire.yaml"
_LITE = "specs/megvii/faceid-lite.yaml"

FAULTS = (
    Fault(
        "required-made-optional",
        "the contract lets `liveness_id` be left out",
        "specs/megvii/finauth-premium.yaml",
        "required: [sign, sign_version, liveness_id]",
        "required: [sign, sign_version]",
    ),
    Fault(
        "page-made-optional",
        "the contract lets PageNo, PageSize and IsolationId be left out",
        _LINKVISUAL,
        "    update:\n      required: true\n      x-source:",
        "    update:\n      x-source:",
    ),
    Fault(
        "enum-value-dropped",
        "`comparison_type` has one value only",
        _LITE,
        'enum: ["0", "-1"]',
        'enum: ["0"]',
    ),
    Fault(
        "condition-dropped",
        "the reference picture is not required when faces are compared",
        _LITE,
        "        required: [image_ref1]\n",
        "        required: [comparison_type]\n",
    ),
    Fault(
        "bound-moved",
        "pages may have 500 users",
        "specs/aliyun/linkvisual.yaml",
        "            maximum: 50\n",
        "            maximum: 500\n",
        suites=("specs",),
    ),
    Fault(
        "error-status-changed",
        "an unknown face is a 404",
        "specs/megvii/finauth-facesearch.yaml",
        "        INVALID_FACE_TOKEN:\n          status: 400",
        "        INVALID_FACE_TOKEN:\n          status: 404",
        suites=("specs",),
    ),
    Fault(
        "failure-in-a-200-forgotten",
        "a 200 whose Success is false counts as a success",
        "overlays/aliyun/wire.yaml",
        "        failed_when:\n          - {pointer: /Success, equals: false}\n",
        "",
    ),
    Fault(
        "separator-wrong",
        "the reason behind an error code is parted at a semicolon",
        "overlays/megvii/wire.yaml",
        'separator: ":"',
        'separator: ";"',
    ),
    Fault(
        "vector-broken",
        "RPC signature 1.0 always signs POST",
        "overlays/aliyun/wire.yaml",
        'text = f"{method}&{rfc3986(path)}',
        'text = f"POST&{rfc3986(path)}',
    ),
    Fault(
        "clock-error-forgotten",
        "an expired time stamp does not mean that the clocks differ",
        "overlays/aliyun/wire.yaml",
        "          clock_skew: true\n",
        "",
    ),
)
