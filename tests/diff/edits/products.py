"""Edits of the four products."""

from __future__ import annotations

from .edit import Edit, edit, pop

LITE, FACE, PREMIUM, LINK = "faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual"

PRODUCTS: tuple[Edit, ...] = (
    edit(
        LITE,
        "scene_id removed",
        lambda c: pop(c.schema("GetTokenRequest")["properties"], "scene_id"),
        "request-field-removed",
    ),
    edit(
        LITE,
        "biz_no shorter",
        lambda c: c.field("GetTokenRequest", "biz_no").update({"x-max-bytes": 64}),
        "request-limit-narrowed",
    ),
    edit(
        LITE,
        "language required",
        lambda c: c.schema("GetTokenRequest")["required"].append("language"),
        "request-field-required",
    ),
    edit(
        LITE,
        "no liveness alone",
        lambda c: c.field("GetTokenRequest", "comparison_type")["enum"].remove("-1"),
        "request-values-removed",
    ),
    edit(
        LITE,
        "a port less",
        lambda c: c.field("GetTokenRequest", "notify_url")["x-ports"].pop(),
        "request-port-removed",
    ),
    edit(
        LITE,
        "MULTIPLE_FACES removed",
        lambda c: [rows.pop("MULTIPLE_FACES", None) for rows in c.rows()],
        "error-removed",
    ),
    edit(
        LITE,
        "a status of a verification added",
        lambda c: c.field("VerificationOutcome", "status")["enum"].append("LOST"),
        "response-values-added",
    ),
    edit(
        LITE,
        "token may be absent",
        lambda c: c.schema("GetTokenResponse")["required"].remove("token"),
        "response-field-optional",
    ),
    edit(
        LITE,
        "another host",
        lambda c: c.document["servers"][0].update(url="https://api-idn2.megvii.com"),
        "host-changed",
    ),
    edit(
        FACE,
        "user_data removed",
        lambda c: pop(c.schema("FaceInfo")["properties"], "user_data"),
        "response-field-removed",
    ),
    edit(
        FACE,
        "add_time is text only",
        lambda c: c.field("FaceInfo", "add_time").update(type="string"),
        *("response-type-narrowed", "python-attribute-type"),
    ),
    edit(
        FACE,
        "a field added",
        lambda c: c.schema("FaceInfo")["properties"].update(score={"type": "number"}),
        "response-field-added",
    ),
    edit(
        FACE,
        "not idempotent any more",
        lambda c: pop(c.operation("getFaceInfo"), "x-idempotent"),
        "idempotence-lost",
    ),
    edit(
        PREMIUM,
        "uuid longer",
        lambda c: c.field("GetBizTokenRequest", "uuid").update({"x-max-bytes": 512}),
        "request-limit-widened",
    ),
    edit(
        PREMIUM,
        "uuid renamed",
        lambda c: c.rename("GetBizTokenRequest", "uuid", "user_id"),
        *("request-field-removed", "request-field-added"),
    ),
    edit(
        PREMIUM,
        "another class of INTERNAL_ERROR",
        lambda c: [rows["INTERNAL_ERROR"].update(name="VendorError") for rows in c.rows()],
        "python-error-renamed",
    ),
    edit(
        LINK,
        "100 users on a page",
        lambda c: c.parameter("QueryFaceUserByName", "PageSize")["schema"].update(maximum=100),
        "request-limit-widened",
    ),
    edit(
        LINK,
        "fewer calls",
        lambda c: c.operation("QueryFaceUserByName")["x-limits"]["rate"].update(calls=50),
        "rate-lowered",
    ),
    edit(
        LINK,
        "the older signature removed",
        lambda c: c.document["security"].pop(),
        *("signing-removed", "python-argument-withdrawn"),
    ),
    edit(
        LINK,
        "Tokyo removed",
        lambda c: c.document["servers"].remove(
            next(one for one in c.document["servers"] if one["x-region"] == "ap-northeast-1")
        ),
        "host-removed",
    ),
    edit(
        LINK,
        "Hangzhou is the default",
        lambda c: [
            one.update({"x-default": True})
            if one["x-region"] == "cn-hangzhou"
            else one.pop("x-default", None)
            for one in c.document["servers"]
        ],
        "default-region-changed",
    ),
    edit(
        LINK,
        "no pages",
        lambda c: pop(c.operation("QueryFaceUserByName"), "x-pagination"),
        "paging-removed",
    ),
    edit(
        LINK,
        "IsolationId optional",
        lambda c: c.parameter("QueryFaceUserByName", "IsolationId").update(required=False),
        "request-field-optional",
    ),
    edit(
        LINK,
        "Format fixed",
        lambda c: c.parameter("QueryFaceUserByName", "Format")["x-client"].update(default="XML"),
        "python-option-default",
    ),
)
