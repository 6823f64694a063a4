// What compiled recipes call. A script holds only what it uses; each function stands for the primitive of its name.
// Text is a string, bytes are a word array of CryptoJS, and fields are a list of [name, value], in order.

// UTF-8 of a text; bytes as they are.
function bytes(value) {
  return typeof value === "string" ? CryptoJS.enc.Utf8.parse(value) : value;
}

// The bytes of both, one behind the other.
function joined(left, right) {
  return bytes(left).clone().concat(bytes(right));
}

function hmac_sha1(key, data) {
  return CryptoJS.HmacSHA1(bytes(data), bytes(key));
}

function hmac_sha256(key, data) {
  return CryptoJS.HmacSHA256(bytes(data), bytes(key));
}

function sha1(data) {
  return CryptoJS.SHA1(bytes(data));
}

function sha256(data) {
  return CryptoJS.SHA256(bytes(data));
}

function hex(data) {
  return CryptoJS.enc.Hex.stringify(bytes(data));
}

function base64(data) {
  return CryptoJS.enc.Base64.stringify(bytes(data));
}

function rfc3986(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, function (one) {
    return "%" + one.charCodeAt(0).toString(16).toUpperCase();
  });
}

function rfc3986_path(text) {
  return text.split("/").map(rfc3986).join("/");
}

function query_string(fields) {
  return fields.map(function (one) { return rfc3986(one[0]) + "=" + rfc3986(one[1]); }).join("&");
}

function form_encode(fields) {
  return query_string(fields).replace(/%20/g, "+");
}

// By the bytes of UTF-8, which is how signatures sort.
function by_bytes(left, right) {
  var one = hex(left), other = hex(right);
  return one < other ? -1 : one > other ? 1 : 0;
}

function sorted_fields(fields) {
  return fields.slice().sort(function (one, other) {
    return by_bytes(one[0], other[0]) || by_bytes(one[1], other[1]);
  });
}

function canonical_query(fields) {
  return query_string(sorted_fields(fields));
}

function encoded_query(fields) {
  var encoded = fields.map(function (one) { return [rfc3986(one[0]), rfc3986(one[1])]; });
  return sorted_fields(encoded).map(function (one) { return one[0] + "=" + one[1]; }).join("&");
}

function values_of(fields, name) {
  return fields.filter(function (one) { return one[0] === name; }).map(function (one) { return one[1]; });
}

function canonical_headers(headers, names) {
  return names.split(";").map(function (name) {
    var values = values_of(headers, name);
    if (!values.length) {
      throw new Error("The signature covers the header '" + name + "', which the request does not have.");
    }
    return name + ":" + values[0].replace(/^[ \t]+|[ \t]+$/g, "") + "\n";
  }).join("");
}

function signed_names(headers) {
  var patterns = Array.prototype.slice.call(arguments, 1);
  var names = headers.map(function (one) { return one[0]; }).filter(function (name) {
    return patterns.some(function (pattern) {
      return pattern.slice(-1) === "*" ? name.indexOf(pattern.slice(0, -1)) === 0 : name === pattern;
    });
  });
  if (!names.length) {
    throw new Error("The request has none of the headers to sign: " + patterns.join(", ") + ".");
  }
  return names.sort().join(";");
}

function take(fields, name) {
  var values = values_of(fields, name);
  if (values.length !== 1) {
    throw new Error("Signing moves the field '" + name + "', which the request must have once, and does not.");
  }
  fields.splice(fields.findIndex(function (one) { return one[0] === name; }), 1);
  return values[0];
}

// Fill in one field: where its name stands already, or behind the others.
function put(fields, name, value) {
  var at = fields.findIndex(function (one) { return one[0] === name; });
  var others = fields.filter(function (one) { return one[0] !== name; });
  others.splice(at < 0 ? others.length : at, 0, [name, value]);
  fields.splice.apply(fields, [0, fields.length].concat(others));
}

// The fields of both; of a name that is in both, the query's values come first.
function merged(query, form) {
  var left = form.filter(function (one) { return !values_of(query, one[0]).length; });
  var both = [];
  query.forEach(function (one, index) {
    both.push(one);
    var last = query.slice(index + 1).every(function (later) { return later[0] !== one[0]; });
    if (last) {
      values_of(form, one[0]).forEach(function (value) { both.push([one[0], value]); });
    }
  });
  return both.concat(left);
}

function utc(seconds, layout) {
  var moment = new Date(seconds * 1000);
  function two(number, width) { return String(number).padStart(width || 2, "0"); }
  var year = moment.getUTCFullYear();
  var parts = {
    Y: String(year),
    m: two(moment.getUTCMonth() + 1),
    d: two(moment.getUTCDate()),
    H: two(moment.getUTCHours()),
    M: two(moment.getUTCMinutes()),
    S: two(moment.getUTCSeconds()),
    j: two(Math.floor((moment - Date.UTC(year, 0, 1)) / 86400000) + 1, 3),
    a: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][moment.getUTCDay()],
    b: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][moment.getUTCMonth()],
  };
  return layout.replace(/%([YmdHMSjab])/g, function (_, letter) { return parts[letter]; });
}

function utc_millis(millis, layout) {
  return utc(Math.floor(millis / 1000), layout.replace(/%L/g, String(millis % 1000).padStart(3, "0")));
}

function lower(text) {
  return text.toLowerCase();
}

function upper(text) {
  return text.toUpperCase();
}

function md5(data) {
  return CryptoJS.MD5(bytes(data));
}

function sha512(data) {
  return CryptoJS.SHA512(bytes(data));
}

function hmac_sha384(key, data) {
  return CryptoJS.HmacSHA384(bytes(data), bytes(key));
}

function hmac_sha512(key, data) {
  return CryptoJS.HmacSHA512(bytes(data), bytes(key));
}

function base64url_padded(data) {
  return base64(data).replace(/\+/g, "-").replace(/\//g, "_");
}

function base64url(data) {
  return base64url_padded(data).replace(/=+$/, "");
}

function base64_decode(text) {
  var plain = text.trim().replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(plain) || plain.length % 4 === 1) {
    throw new Error("Signing decodes a text as Base64, which it is not.");
  }
  return CryptoJS.enc.Base64.parse(plain + "=".repeat((4 - plain.length % 4) % 4));
}

function hex_decode(text) {
  if (!/^([0-9A-Fa-f]{2})*$/.test(text.trim())) {
    throw new Error("Signing decodes a text as hexadecimal, which it is not.");
  }
  return CryptoJS.enc.Hex.parse(text.trim());
}

function json_string(text) {
  return JSON.stringify(text).replace(/\u007f/g, "\u007f");
}

function unquote(text) {
  return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
}

function squeeze(text) {
  return text.replace(/[ \t]+/g, " ").replace(/^ +| +$/g, "");
}

function substring(text, start, length) {
  return Array.from(text).slice(start, start + length).join("");
}

function tail(text, length) {
  return length ? Array.from(text).slice(-length).join("") : "";
}

// Characters of a text, or bytes.
function length(data) {
  return typeof data === "string" ? Array.from(data).length : data.sigBytes;
}

function is_given(data) {
  return typeof data === "object" && data ? data.sigBytes > 0 : Boolean(data);
}

function target(request) {
  var query = query_string(request.query);
  return query ? request.path + "?" + query : request.path;
}

// By name alone: the sort is stable.
function by_name(fields) {
  return fields.slice().sort(function (one, other) { return by_bytes(one[0], other[0]); });
}

function sorted_query(fields) {
  return query_string(by_name(fields));
}

function bare_query(fields) {
  return by_name(fields).map(function (one) {
    return rfc3986(one[0]) + (one[1] ? "=" + rfc3986(one[1]) : "");
  }).join("&");
}

function join_fields(fields, between, separator) {
  return by_name(fields).map(function (one) { return one[0] + between + one[1]; }).join(separator);
}

function names_of(fields, separator) {
  var names = by_name(fields).map(function (one) { return one[0]; });
  return names.filter(function (name, index) { return names.indexOf(name) === index; }).join(separator);
}

function value(fields, name, absent) {
  var found = values_of(fields, name);
  return found.length ? found[0] : absent;
}

function filled(fields) {
  return fields.filter(function (one) { return one[1] !== ""; });
}

function without(fields) {
  var names = Array.prototype.slice.call(arguments, 1);
  return fields.filter(function (one) { return names.indexOf(one[0]) < 0; });
}

function lowered(fields) {
  return fields.map(function (one) { return [one[0].toLowerCase(), one[1]]; });
}

function encoded(fields) {
  return fields.map(function (one) { return [rfc3986(one[0]), rfc3986(one[1])]; });
}

function matching(headers) {
  var patterns = Array.prototype.slice.call(arguments, 1);
  return headers.filter(function (one) {
    return patterns.some(function (pattern) {
      return pattern.slice(-1) === "*" ? one[0].indexOf(pattern.slice(0, -1)) === 0 : one[0] === pattern;
    });
  }).map(function (one) { return [one[0], one[1].replace(/^[ \t]+|[ \t]+$/g, "")]; });
}

function header_lines(headers, prefix) {
  var lines = join_fields(matching(headers, prefix + "*"), ":", "\n");
  return lines ? lines + "\n" : "";
}

function no_private_keys() {
  throw new Error("Signing with a private key is not possible in this script.");
}

function rsa_sha256() {
  return no_private_keys();
}

function ecdsa_p256() {
  return no_private_keys();
}

function ecdsa_p256_der() {
  return no_private_keys();
}

function ed25519() {
  return no_private_keys();
}

function required(credentials, name) {
  if (!credentials[name]) {
    throw new Error("Signing needs the credential '" + name + "', which was not given or is empty.");
  }
  return credentials[name];
}
