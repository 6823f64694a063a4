"""A product that nobody prepared for: another signature, JSON and form bodies, responses in XML, unions, webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

SPEC = """
openapi: 3.1.0
info:
  title: Nimbus Parcels
  version: "3.2"
  summary: Parcels of the made-up vendor Nimbus.
  x-source: {document: parcels.html, digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
servers:
  - {url: "https://api.nimbus.test/v1", x-region: north, x-default: true}
  - {url: "https://south.nimbus.test/v1", x-region: south}
paths:
  /:
    post:
      operationId: TrackParcel
      summary: Find a parcel
      parameters:
        - {name: Action, in: query, required: true, schema: {type: string, const: TrackParcel}}
        - {name: tag, in: query, required: true, schema: {type: array, items: {type: string}}}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [number]
              properties:
                number:
                  type: string
                  description: The parcel's number <script>alert(1)</script>, `a<b>`.
                  examples: ["P 1 | ä"]
                hint: {type: string, deprecated: true}
      responses:
        "200":
          description: The parcel.
          headers:
            X-Left: {required: true, description: Calls that are left., schema: {type: integer}}
          content:
            text/xml:
              schema: {$ref: "#/components/schemas/Parcel"}
              examples:
                found: {value: "<Parcel><number>7</number><stops><city>Oslo</city></stops></Parcel>"}
        default:
          description: The call failed.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Failure"}
              examples:
                unknown: {value: {fault: {name: NO_PARCEL, text: Unknown parcel., link: "https://nimbus.test/NO_PARCEL"}}}
  /#Rename:
    post:
      operationId: RenameParcel
      parameters:
        - {name: Action, in: query, required: true, schema: {type: string, const: RenameParcel}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [number, label, weights]
              properties:
                number: {type: string, examples: [it's "7"]}
                label: {type: string}
                weights: {type: array, items: {type: number}}
      responses:
        "200":
          description: The parcel.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Parcel"}
              examples:
                renamed: {value: {number: 7, stops: []}}
  /parcels/{number}:
    get:
      operationId: getParcel
      tags: [Reading]
      parameters:
        - {name: number, in: path, required: true, schema: {type: string, examples: ["7/8"]}}
      responses:
        "200":
          description: The parcel.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Parcel"}
              examples:
                one: {value: {number: "7", size: {oneOf: 1}}}
  /parcels/{number}/picture:
    post:
      operationId: add picture
      parameters:
        - {name: number, in: path, required: true, schema: {type: string, examples: ["7"]}}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [picture, note]
              properties:
                picture: {type: string, format: binary}
                note: {type: string, examples: ['a "note"; really']}
      responses:
        "204": {description: It was added.}
components:
  schemas:
    Parcel:
      type: object
      xml: {name: Parcel}
      anyOf:
        - required: [number]
        - required: [stops]
      properties:
        number: {oneOf: [{type: string}, {type: integer, format: int64}]}
        stops: {type: array, items: {$ref: "#/components/schemas/Stop"}}
        size: {anyOf: [{type: object, additionalProperties: {type: integer}}, {type: "null"}]}
    Stop:
      type: object
      properties: {city: {type: string}, arrivedAt: {type: integer, x-unit: unix-seconds}}
    Failure:
      type: object
      properties:
        fault: {type: object, properties: {name: {type: string}, text: {type: string}, link: {type: string}}}
    News:
      type: object
      required: [state]
      properties: {state: {type: string, enum: [SENT, LOST]}}
"""

WIRE = """
overlay: 1.1.0
info: {title: How Nimbus signs, version: 1.0.0}
actions:
  - target: $
    update:
      security: [{nimbus: []}]
      x-error-body: {code: [/fault/name], message: [/fault/text]}
      x-errors:
        NO_PARCEL:
          status: 404
          key: fault
          description: There is no such parcel | nowhere.
          retryable: false
      x-callbacks:
        news:
          description: What became of a parcel.
          data: payload
          sign: mac
          schema: {$ref: "#/components/schemas/News"}
          scheme: told
  - target: $.paths['/parcels/{number}'].get
    update: {security: [{plain: []}]}
  - target: $.components
    update:
      securitySchemes:
        nimbus:
          type: http
          scheme: nimbus-hmac
          description: A keyed hash in a header.
          x-signing:
            credentials: [new, client_key, "token?"]
            secrets: [client_key, token]
            settings: {ttl: 300}
            steps: |
              now = unix_millis()
              expires = now + ttl
              var = random_digits(12)
              day = utc(unix_time(), "%a, %d %b %Y (%j)")
              if token:
                  headers["x-nimbus-token"] = token
              headers["x-nimbus-client"] = new
              headers["x-nimbus-expires"] = expires
              headers["x-nimbus-nonce"] = var
              headers["x-nimbus-day"] = day
              names = signed_names(headers, "host", "x-nimbus-*")
              line = f"{upper(method)}\\n{rfc3986_path(path)}\\n{encoded_query(query)}"
              text = f"{line}\\n{canonical_headers(headers, names)}"
              key = hmac_sha256(hmac_sha1(client_key, day), "nimbus`${var}")
              headers["x-nimbus-sign"] = base64(hmac_sha256(key, text + hex(sha256(body))) + "\\n!")
            vectors:
              - name: a made-up request
                source: a test
                credentials: {new: me, client_key: "sëcret"}
                clock: 1700000000.25
                random: {random_digits: "012345678901"}
                request:
                  method: POST
                  url: https://api.nimbus.test/v1/
                  query: {b: ["2 ", "1*", "\U0001f680", "\uff5e"], a: "~'()!"}
                  headers: {x-nimbus-extra: " padded\t"}
                  body: '{"number":"7"}'
                expect: {headers: {x-nimbus-sign: SIGNATURE}}
              - name: with a token
                source: a test
                credentials: {new: me, client_key: "sëcret", token: t}
                clock: 1700000000.25
                random: {random_digits: "012345678901"}
                request:
                  method: POST
                  url: https://api.nimbus.test/v1/
                  query: {b: ["2 ", "1*", "\U0001f680", "\uff5e"], a: "~'()!"}
                  headers: {x-nimbus-extra: " padded\t"}
                  body: '{"number":"7"}'
                expect: {headers: {x-nimbus-token: t, x-nimbus-sign: TOKENED}}
        plain:
          type: http
          scheme: nimbus-plain
          description: A key in a header.
          x-signing:
            credentials: [client_key]
            secrets: [client_key]
            steps: |
              headers["x-nimbus-key"] = client_key
            vectors:
              - name: the key itself
                source: a test
                credentials: {client_key: k}
                request: {method: GET, url: "https://api.nimbus.test/v1/"}
                expect: {headers: {x-nimbus-key: k}}
        told:
          type: http
          scheme: nimbus-told
          description: A hash in the form.
          x-signing:
            credentials: [client_key]
            secrets: [client_key]
            steps: |
              data = take(form, "payload")
              form["mac"] = hex(hmac_sha256(client_key, data))
            vectors:
              - name: news
                source: printf %s '{}' | openssl dgst -sha256 -hmac k
                credentials: {client_key: k}
                request: {method: POST, url: "https://you.test/", form: {payload: "{}"}}
                expect: {form: {mac: MAC}}
"""

VENDOR_PORTAL = """
overlay: 1.1.0
info: {title: All of Nimbus on the portal, version: 1.0.0}
actions:
  - target: $
    update: {x-portal: {owner: "group:default/parcels", lifecycle: production}}
"""

PORTAL = """
overlay: 1.1.0
info: {title: Nimbus on the portal, version: 1.0.0}
actions:
  - target: $
    update:
      x-portal: {lifecycle: experimental, contact: {email: parcels@nimbus.test}}
  - target: $.paths['/'].post.parameters[?@.name == 'tag']
    update: {x-sample: [a b, "ü"]}
"""


BARE = """
openapi: 3.1.0
info:
  title: Bare
  version: "1"
  x-source: {document: bare.html, digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
servers: [{url: "https://bare.test", x-region: only}]
paths:
  /ping:
    get:
      operationId: ping
      responses:
        "200":
          description: It is there.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pong"}}}
components:
  schemas:
    Pong: {type: object, properties: {at: {type: integer}}}
"""


def write_project(root: Path) -> Path:
    """A project of it, signatures computed here by other means, and of a product of which next to nothing is said."""
    digest = hashlib.sha256(b'{"number":"7"}').hexdigest()
    day = "Tue, 14 Nov 2023 (318)"
    headers = {
        "host": "api.nimbus.test",
        "x-nimbus-client": "me",
        "x-nimbus-day": day,
        "x-nimbus-expires": "1700000000550",
        "x-nimbus-extra": "padded",
        "x-nimbus-nonce": "012345678901",
    }
    query = "a=~%27%28%29%21&b=%EF%BD%9E&b=%F0%9F%9A%80&b=1%2A&b=2%20"
    derived = hmac.digest(hmac.digest("sëcret".encode(), day.encode(), "sha1"), b"nimbus`${var}", "sha256")

    def made(signed: dict[str, str]) -> str:
        lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
        text = f"POST\n/v1/\n{query}\n{lines}{digest}"
        return base64.b64encode(hmac.digest(derived, text.encode(), "sha256") + b"\n!").decode()

    wire = WIRE.replace("SIGNATURE", made(headers)).replace(
        "TOKENED", made(headers | {"x-nimbus-token": "t"})
    )
    wire = wire.replace("MAC", hmac.digest(b"k", b"{}", "sha256").hex())
    for name, content in {
        "specs/nimbus/parcels.yaml": SPEC,
        "specs/bare/bare.yaml": BARE,
        "overlays/nimbus/parcels/wire.yaml": wire,
        "overlays/nimbus/portal.yaml": VENDOR_PORTAL,
        "overlays/nimbus/parcels/portal.yaml": PORTAL,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return root
