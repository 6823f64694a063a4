
// Sign the request that is about to be sent, by the scheme that the collection's variable "signature" names.
(function () {
  const sdk = require("postman-collection");
  const chosen = SCHEMES[pm.info.requestName] || ALL;
  if (!chosen.length) { return; }
  const wanted = pm.variables.get("signature");
  const scheme = chosen.indexOf(wanted) < 0 ? chosen[0] : wanted;
  const refused = REFUSED[pm.info.requestName + " " + scheme];
  if (refused) { throw new Error(refused); }

  function text(value) { return pm.variables.replaceIn(value === undefined || value === null ? "" : String(value)); }
  function pairs(list, lower) {
    return list.all().filter(function (one) { return !one.disabled && one.type !== "file"; }).map(function (one) {
      return [lower ? text(one.key).toLowerCase() : text(one.key), text(one.value)];
    });
  }

  const url = new sdk.Url(text(pm.request.url.toString()));
  const port = url.port && url.port !== { http: "80", https: "443" }[url.protocol] ? ":" + url.port : "";
  const body = pm.request.body;
  const mode = body && !body.isEmpty() ? body.mode : "";
  const raw = mode === "raw" ? text(body.raw) : "";
  const form = mode === "urlencoded" || mode === "formdata" ? pairs(body[mode], false) : [];
  const query = pairs(pm.request.url.query, false);
  const headers = pairs(pm.request.headers, true).filter(function (one) { return one[0] !== "host"; });
  headers.unshift(["host", url.getHost().toLowerCase() + port]);
  const credentials = {};
  CREDENTIALS.forEach(function (name) { credentials[name] = text(pm.variables.get(name)); });

  signing.signers[scheme]({
    method: pm.request.method,
    scheme: "https",
    host: headers[0][1],
    path: url.getPath() || "/",
    query: query,
    form: form,
    headers: headers,
    body: function () { return mode === "urlencoded" ? signing.form_encode(form) : raw; },
  }, credentials, {
    clock: function () { return Date.now() / 1000; },
    growing_millis: function (seconds) { return Math.round(seconds * 1000); },  // requests are further apart
    uuid: function () { return pm.variables.replaceIn("{{$guid}}"); },
    random_digits: function (count) {
      let digits = "";
      while (digits.length < count) { digits += pm.variables.replaceIn("{{$randomInt}}").slice(-1); }
      return digits;
    },
  }, {});

  // what was signed is what is sent: nothing is left for Postman to encode in its own way
  pm.request.url.query.clear();
  query.forEach(function (one) {
    pm.request.url.query.add({ key: signing.rfc3986(one[0]), value: signing.rfc3986(one[1]) });
  });
  pm.request.headers.all().forEach(function (one) {
    const name = String(one.key).toLowerCase();
    if (!one.disabled && !headers.some(function (kept) { return kept[0] === name; })) {
      pm.request.headers.remove(one.key);
    }
  });
  headers.forEach(function (one) {
    if (one[0] !== "host") { pm.request.headers.upsert({ key: one[0], value: one[1] }); }
  });
  if (mode === "formdata") {
    const files = body.formdata.all().filter(function (one) { return !one.disabled && one.type === "file"; });
    const types = {};
    body.formdata.all().forEach(function (one) { if (one.contentType) { types[one.key] = one.contentType; } });
    body.formdata.clear();
    form.forEach(function (one) {
      body.formdata.add({ key: one[0], value: one[1], type: "text", contentType: types[one[0]] });
    });
    files.forEach(function (one) { body.formdata.add(one); });
  } else if (mode === "urlencoded") {
    body.update({ mode: "raw", raw: signing.form_encode(form) });
  } else if (mode === "raw") {
    body.update({ mode: "raw", raw: raw });
  }
})();
