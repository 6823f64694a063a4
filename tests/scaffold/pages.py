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
