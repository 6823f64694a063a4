"""Signing recipes of the usual kinds, as actions of a wire overlay that somebody uncomments. Their vectors hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of signature. ``signing`` is YAML, the value of ``x-signing``."""

    title: str
    scheme: str
    signing: str


RECIPES = (
    Recipe(
        "HMAC over the sorted query, sent as one more parameter",
        "hmac-sorted-query",
        """\
credentials: [api_key, api_secret]
secrets: [api_secret]
steps: |
  query["key"] = api_key
  query["time"] = unix_time()
  query["sign"] = hex(hmac_sha256(api_secret, canonical_query(params)))
vectors:
  - name: one parameter
    source: printf %s 'key=demo-key&number=P1&time=1700000000' | openssl dgst -sha256 -hmac demo-secret
    credentials: {api_key: demo-key, api_secret: demo-secret}
    clock: 1700000000
    request: {method: GET, url: "https://api.example.com/v1/things?number=P1"}
    expect: {query: {sign: a5181943df3c10bfd6a5695b7436e7ced7aa96e23c6d2cd7a0ab38f446206740}}
""",
    ),
    Recipe(
        "HMAC over key and time, sent as a form field",
        "hmac-form",
        """\
credentials: [api_key, api_secret]
secrets: [api_secret]
unsigned: [query, body]
steps: |
  now = unix_time()
  text = f"key={api_key}&time={now}"
  form["key"] = api_key
  form["time"] = now
  form["sign"] = base64(hmac_sha1(api_secret, text))
vectors:
  - name: one field
    source: printf %s 'key=demo-key&time=1700000000' | openssl dgst -sha1 -hmac demo-secret -binary | base64
    credentials: {api_key: demo-key, api_secret: demo-secret}
    clock: 1700000000
    request: {method: POST, url: "https://api.example.com/v1/things", form: {number: P1}}
    expect: {form: {sign: "UCIhhaH69nh0/zYIPQhxIeRYiMM="}}
""",
    ),
    Recipe(
        "Digest over key, a field, nonce, time and secret in a row, sent as a form field",
        "digest-form",
        """\
credentials: [api_key, api_secret]
secrets: [api_secret]
unsigned: [query, body]
steps: |
  number = value(form, "number", "")
  nonce = uuid()
  now = unix_time()
  form["key"] = api_key
  form["nonce"] = nonce
  form["time"] = now
  form["sign"] = hex(sha256(f"{api_key}{number}{nonce}{now}{api_secret}"))
vectors:
  - name: one field
    source: >-
      printf %s 'demo-keyP19f1c2a5e-0b7d-4c1e-8a63-5d2f0e7b4c111700000000demo-secret' | openssl dgst -sha256
    credentials: {api_key: demo-key, api_secret: demo-secret}
    clock: 1700000000
    random: {uuid: 9f1c2a5e-0b7d-4c1e-8a63-5d2f0e7b4c11}
    request: {method: POST, url: "https://api.example.com/v1/things", form: {number: P1}}
    expect: {form: {sign: 8c4f2d5ae6d57fe31b16e512862b6101c2f9c89a93a09977b822b11178d41dd3}}
""",
    ),
    Recipe(
        "HMAC over method, path, time and body, sent in headers",
        "hmac-headers",
        """\
credentials: [api_key, api_secret]
secrets: [api_secret]
steps: |
  now = unix_time()
  digest = hex(sha256(body))
  headers["x-key"] = api_key
  headers["x-time"] = now
  headers["x-sign"] = hex(hmac_sha256(api_secret, f"{method}\\n{target}\\n{now}\\n{digest}"))
vectors:
  - name: one field
    source: >-
      printf 'POST\\n/v1/things\\n1700000000\\n%s' "$(printf number=P1 | openssl dgst -sha256 -r | cut -c1-64)" |
      openssl dgst -sha256 -hmac demo-secret
    credentials: {api_key: demo-key, api_secret: demo-secret}
    clock: 1700000000
    request: {method: POST, url: "https://api.example.com/v1/things", body: number=P1}
    expect: {headers: {x-sign: cae6c6a6e86cca0a1815a2bd1a90b032573ee615f5abc41e642010ce8850b98b}}
""",
    ),
    Recipe(
        "Static token in a header",
        "token",
        """\
credentials: [token]
secrets: [token]
steps: |
  headers["authorization"] = f"Bearer {token}"
vectors:
  - name: the token is sent as it is
    source: The page.
    credentials: {token: demo-token}
    request: {method: GET, url: "https://api.example.com/v1/things"}
    expect: {headers: {authorization: Bearer demo-token}}
""",
    ),
    Recipe(
        "Key and secret as plain form fields",
        "key-and-secret",
        """\
credentials: [api_key, api_secret]
secrets: [api_secret]
steps: |
  form["api_key"] = api_key
  form["api_secret"] = api_secret
vectors:
  - name: both are sent as they are
    source: The page.
    credentials: {api_key: demo-key, api_secret: demo-secret}
    request: {method: POST, url: "https://api.example.com/v1/things", form: {number: P1}}
    expect: {form: {api_key: demo-key, api_secret: demo-secret}}
""",
    ),
)


def action_lines(recipe: Recipe, vendor: str) -> Iterator[str]:
    """The actions that sign by a recipe: items of the list ``actions``."""
    yield "- target: $"
    yield f"  update: {{security: [{{{vendor}: []}}]}}"
    yield "- target: $.components"
    yield "  update:"
    yield "    securitySchemes:"
    yield f"      {vendor}:"
    yield "        type: http"
    yield f"        scheme: {vendor}-{recipe.scheme}"
    yield "        x-signing:"
    yield from (f"          {line}".rstrip() for line in recipe.signing.splitlines())
