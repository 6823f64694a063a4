"""Pages of invented vendors, in the layouts of real ones."""

#: GET with headers, a parameter in the path, a nested answer without any table, and codes without a status.
WEATHER = """\
# Current weather

## Endpoint

GET https://eu.weather.example/v2/stations/{station}/now

GET https://us.weather.example/v2/stations/{station}/now

## Request Headers

| Name | Type | Required | Description |
|---|---|---|---|
| Accept | String | Optional | Always application/json. |
| X-Api-Key | String | Required | Your key. |

## Query Parameters

| Name | Type | Required | Description |
|---|---|---|---|
| station | String | Required | The id of the station. |
| units | String | Optional | One of metric, imperial. Default: metric. |
| hours | Integer | Optional | From 1 to 48. |
| fields | Array | | Which values to give. |
| moon | Phase | Optional | With the phase of the moon. |

## Response

Success response:

```json
{
  "station": {"id": "LSZH", "name": "Zurich"},
  "readings": [{"at": 1764100000, "temperature": 3.5, "wind": {"speed": 12, "from": "NW"}}],
  "tags": ["alpine"],
  "stale": false
}
```

Failure response:

```json
{"error": {"code": "NO_STATION", "message": "There is no such station."}, "trace_id": "a1"}
```

## Errors

| Error Code | Description |
|---|---|
| NO_STATION | There is no such station. |
| THROTTLED | Wait a little. |
"""

#: JSON in and out, with nested tables of both, and a list of files nowhere.
ORDERS = """\
<html><body>
<h1>Create an order</h1>
<h2>Request URL</h2>
<p>POST https://api.orders.example/orders</p>
<p>Content type: application/json</p>
<h2>Request parameters</h2>
<table>
<tr><th>Name</th><th>Type</th><th>Required</th><th>Description</th></tr>
<tr><td>reference</td><td>String(20)</td><td>Yes</td><td>Your number of the order.</td></tr>
<tr><td>customer.email</td><td>String</td><td>Yes</td><td>Where the invoice goes.</td></tr>
<tr><td>customer.name</td><td>String</td><td>No</td><td>The name of the customer.</td></tr>
<tr><td>lines[].sku</td><td>String</td><td>Yes</td><td>What is bought.</td></tr>
<tr><td>lines[].count</td><td>Int</td><td>No</td><td>How many. From 1 to 99. Default: 1.</td></tr>
</table>
<h2>Response fields</h2>
<table>
<tr><th>Name</th><th>Type</th><th>Description</th></tr>
<tr><td>id</td><td>String</td><td>The id of the order.</td></tr>
<tr><td>lines</td><td>Array</td><td>What was taken over.</td></tr>
<tr><td>sku</td><td>String</td><td>What is bought.</td></tr>
</table>
<h2>Response examples</h2>
<p>Success response:</p>
<pre>{"id": "o-1", "lines": [{"sku": "A1", "price": 9.5}], "total": 9.5}</pre>
</body></html>
"""

#: Method and path without a host, a table without outer pipes whose last cells are empty, comments in JSON, and codes
#: that are negative numbers: as exchanges write their pages.
TRADES = """\
## Look up a trade

```
GET /v3/trade
```

**Parameters:**

Name | Type | Mandatory | Description
------------ | ------------ | ------------ | ------------
pair | STRING | YES |
tradeId | LONG | NO | At least 1.
time | LONG | YES |

**Notes:**

* Without `tradeId`, the last one is given.

**Response:**

```javascript
{
  "pair": "EURCHF",
  "tradeId": 7,                // counts from 1
  "price": "0.93",
  "note": "see https://trades.example // here",
  "closed": true
}
```

## Errors

Errors have a code and a message:

```javascript
{
  "code": -1121,
  "msg": "No such pair."
}
```

| Code | Description |
|---|---|
| -1022 | The signature is not right. |
| -1121 | No such pair. |
"""

#: The address as an example with its query, two columns that could be names, one shape for successes and failures, and
#: codes in a list: as gateways for text messages write their pages.
MESSAGES = """\
# Send one message

### Request URL

```
https://api.messages.example/sms/send?account=xx&phone=xx
```

### Request Method

GET

### Parameter Description

| Field | Type | Name | Description |
|---|---|---|---|
| account | string | Account | |
| phone | string | Phone number | With the code of the country. |
| sender | string | Sender | For partners. |

### Response

```json
{
  "code": 0,
  "msg": "Taken",
  "data": {
    "id": "100123" // of the message
  }
}
```

### Status Code (code) Description

- 0 -- Taken
- 101 -- A field is empty
- -7 – Too many numbers
- NO_CREDIT: Nothing is left

### See also

GET https://api.messages.example/sms/balance
"""

#: Everything in sentences: the host, the type of the body, that failures have status 200; values in other words, the
#: example of a request, and no example of a failure.
DEPOT = """\
# Place an order

All requests are sent to api.depot.example over HTTPS.

POST /v2/orders

Content-Type: application/json

## Request Parameters

| Name | Type | Required | Description |
|---|---|---|---|
| reference | String(20) | Yes | Your number of the order. |
| speed | String | No | How fast. Values: slow, fast. |
| currency | String | No | Enum: EUR, CHF. |

## Request Example

```json
{"reference": "A-1", "speed": "fast"}
```

## Response Parameters

| Name | Type | Description |
|---|---|---|
| errcode | Int | 0, or an error code. |
| errmsg | String | What went wrong. |
| order_id | String | The id of the order. |

## Response Example

```json
{"errcode": 0, "errmsg": "ok", "order_id": "o-7"}
```

## Error Codes

Errors are answered with HTTP status 200 as well.

| Error Code | Description |
|---|---|
| 40001 | The reference is taken. |
| 40002 | The depot is closed. |
"""

#: A protocol table, meanings and remarks in two columns, types that examples contradict, and failures with HTTP 200.
PHRASES = """\
<html><body>
<h1>短语服务</h1>
<p>短语服务 HTTPS地址:</p>
<pre><code>https://open.phrases.example/v1/phrases</code></pre>
<h2>协议须知</h2>
<table><tr><th>规则</th><th>描述</th></tr>
<tr><td>传输方式</td><td>HTTPS</td></tr>
<tr><td>请求方式</td><td>GET/POST</td></tr>
<tr><td>请求格式</td><td>表单</td></tr>
</table>
<h2>请求参数</h2>
<table><tr><th>字段名</th><th>类型</th><th>含义</th><th>必填</th><th>备注</th></tr>
<tr><td>words</td><td>text</td><td>短语</td><td>True</td><td>不超过40个字符</td></tr>
<tr><td>tone</td><td>text</td><td>语气</td><td>False</td><td>0为平和,1为活泼。默认为平和</td></tr>
<tr><td>exact</td><td>text</td><td>是否精确</td><td>False</td><td>true/false,默认为false</td></tr>
</table>
<h2>返回结果</h2>
<table><tr><th>字段名</th><th>类型</th><th>含义</th><th>备注</th></tr>
<tr><td>code</td><td>text</td><td>返回码</td><td>一定存在</td></tr>
<tr><td>phrases</td><td>integer[]</td><td>编号</td><td>查询正确时,一定存在</td></tr>
<tr><td>entry</td><td>text</td><td>词条</td><td>不一定存在</td></tr>
</table>
<p>成功的结果:</p>
<pre><code>{"code": "0", "phrases": [7], "entry": {"sound": "a"}}</code></pre>
<p>失败的结果:</p>
<pre><code>{"code": "31", "trace": "t-1"}</code></pre>
<h2>错误码</h2>
<table><tr><th>错误码</th><th>含义</th></tr>
<tr><td>31</td><td>缺少参数</td></tr>
<tr><td>32</td><td>签名错误</td></tr>
</table>
</body></html>
"""

#: Codes of words in a list that is always there, in a table below an example.
LEDGER = """\
<html><body><h1>Balance</h1><p>POST https://api.ledger.example/0/balance</p>
<p>Fields are sent as application/x-www-form-urlencoded (Content-Type).</p>
<h2>Request parameters</h2>
<table><tr><th>Parameter</th><th>Type</th><th>Required</th><th>Description</th></tr>
<tr><td>nonce</td><td>integer</td><td>yes</td><td>It grows with every call.</td></tr></table>
<h2>Response fields</h2>
<table><tr><th>Field</th><th>Type</th><th>Description</th></tr>
<tr><td>result</td><td>object</td><td>The balance.</td></tr>
<tr><td>error</td><td>string[]</td><td>Empty on success.</td></tr></table>
<h2>Example response</h2><pre>{"error": [], "result": {"EUR": "5.0"}}</pre>
<pre>{"error": ["EAPI:Invalid key"], "result": {}}</pre>
<table><tr><th>Error</th><th>Description</th></tr>
<tr><td>EAPI:Invalid key</td><td>The key is unknown.</td></tr>
<tr><td>EOrder:Rate limit exceeded</td><td>Wait.</td></tr></table>
</body></html>
"""

#: The text that is left when a page made from OpenAPI is copied.
COPIED = """\
Add a thing
POST/private/things
Add a new thing.
Request
- application/json
Body
required
nonce int64required
It grows with every call.
kind stringrequired
Possible values: [small, large]
The kind of the thing.
parts integer[]
The numbers of its parts.
fast boolean
Default value: false
Responses
- 200
Added.
Schema
id string
The id of the thing.
size int32
Its size.
"""

#: An upload: two hosts in one sentence, sizes in units that mean either of two, and fields without a type.
UPLOAD = """\
# Upload a document

Base URL: https://api.scans.example (EU: https://eu.scans.example). Keys: see https://docs.scans.example/keys.

POST /v1/documents

Content type: multipart/form-data

## Request parameters

| Name | Type | Required | Description |
|---|---|---|---|
| document | File | Yes | The scan. JPEG or PNG, at most 4 MB. |
| photo | | No | Base64, no larger than 2M. |
| thumbnail | File | No | 64 KiB or less. |

Success response:

```json
{"id": "d1"}
```

## Errors

| Error Code | HTTP status | Description |
|---|---|---|
| TOO_LARGE | 413 | The scan is too large. |
"""
