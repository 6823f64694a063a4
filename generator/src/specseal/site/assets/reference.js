// Draws the reference, and signs what "Test Request" sends. Nothing but the emulator is called.
(function () {
  "use strict";
  const given = globalThis.REFERENCE;
  const signer = typeof signing === "undefined" ? null : signing;  // signing.js, where requests are signed
  const emulator = new URL(given.emulator);
  const form = document.getElementById("credentials");
  const told = document.getElementById("signed");

  function field(label, control) {
    const row = document.createElement("label");
    row.append(label + " ", control);
    form.append(row);
    return control;
  }
  const inputs = {};
  given.credentials.forEach(function (one) {
    const input = document.createElement("input");
    input.value = one.demo;
    input.autocomplete = "off";
    input.spellcheck = false;
    inputs[one.name] = field(one.name + (one.optional ? " (optional)" : ""), input);
  });
  const scheme = document.createElement("select");
  given.schemes.forEach(function (name) { scheme.append(new Option(name, name)); });
  if (given.schemes.length > 1) { field("signature", scheme); }
  form.addEventListener("submit", function (event) { event.preventDefault(); });

  function operationOf(method, url, form) {
    const same = given.operations.filter(function (one) {
      const pattern = one.path.split(/\{[^}]*\}/).map(function (part) {
        return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      }).join("[^/]*");
      return new RegExp("^" + pattern + "$").test(url.pathname);
    });
    const fields = url.searchParams;
    const chosen = same.filter(function (one) {
      return Object.entries(one.constants).every(function (constant) {
        const sent = fields.get(constant[0]) ?? (form.find(function (pair) { return pair[0] === constant[0]; }) || [])[1];
        return sent === undefined || sent === null || sent === String(constant[1]);
      });
    });
    return chosen.find(function (one) { return one.method === method; }) || chosen[0] || same[0];
  }

  // Decoded as the server will: a plus sign is a space in a query and in a form.
  function pairs(text) { return Array.from(new URLSearchParams(text).entries()); }

  let last = 0;

  function sources() {
    return {
      clock: function () { return Date.now() / 1000; },
      growing_millis: function (seconds) { return last = Math.max(last + 1, Math.round(seconds * 1000)); },
      uuid: function () {
        const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
        bytes[6] = (bytes[6] & 15) | 64;
        bytes[8] = (bytes[8] & 63) | 128;
        const hex = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
        return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
      },
      random_digits: function (many) {
        return Array.from(globalThis.crypto.getRandomValues(new Uint32Array(many)), function (one) {
          return String(one % 10);
        }).join("");
      },
    };
  }

  // The body as what is signed and what is sent: `text` for all but multipart forms, whose parts `rest` keeps.
  async function bodyOf(request, type) {
    if (/^multipart\/form-data/i.test(type)) {
      const entries = Array.from((await request.formData()).entries());
      return {
        kind: "multipart",
        form: entries.filter(function (one) { return typeof one[1] === "string"; }),
        rest: entries.filter(function (one) { return typeof one[1] !== "string"; }),
        text: "",
      };
    }
    const text = request.method === "GET" || request.method === "HEAD" ? "" : await request.text();
    if (/^application\/x-www-form-urlencoded/i.test(type)) { return { kind: "form", form: pairs(text), text: text }; }
    return { kind: "raw", form: [], text: text };
  }

  // Leave out what the signature fills in and what is empty; add what the client adds by itself.
  function complete(operation, places) {
    Object.keys(places).forEach(function (place) {
      const filled = given.signed.filter(function (one) { return one[0] === place; }).map(function (one) { return one[1]; });
      const kept = places[place].filter(function (one) { return one[1] !== "" && !filled.includes(one[0]); });
      places[place].splice(0, places[place].length, ...kept);
    });
    (operation ? operation.added : []).forEach(function (one) {
      const fields = places[one[0]];
      const same = fields.find(function (pair) { return pair[0] === one[1]; });
      if (!same) {
        fields.push([one[1], one[2]]);
      } else if (one[1] === "accept") {  // the browser's own says nothing
        same[1] = one[2];
      }
    });
  }

  async function signed(request) {
    const url = new URL(request.url);
    const type = request.headers.get("content-type") || "";
    const body = await bodyOf(request, type);
    const operation = operationOf(request.method, url, body.form);
    const query = pairs(url.search);
    const headers = Array.from(request.headers.entries()).filter(function (one) {
      return one[1] !== "" && !(body.kind === "multipart" && one[0] === "content-type");
    });
    headers.unshift(["host", url.host]);
    complete(operation, { query: query, form: body.form, headers: headers });
    let name = "";
    if (operation && operation.schemes.length) {
      name = operation.schemes.includes(scheme.value) ? scheme.value : operation.schemes[0];
      const credentials = {};
      Object.entries(inputs).forEach(function (one) { credentials[one[0]] = one[1].value.trim(); });
      signer.signers[name]({
        method: request.method,
        scheme: url.protocol.slice(0, -1),
        host: url.host,
        path: url.pathname,
        query: query,
        form: body.form,
        headers: headers,
        body: function () {
          if (body.kind === "multipart") {
            throw new Error("This scheme signs the bytes of the body, and the browser makes those of a multipart form after the page. Use the Python client.");
          }
          return body.kind === "form" ? signer.form_encode(body.form) : body.text;
        },
      }, credentials, sources(), {});
    }
    const sent = new Headers();
    headers.forEach(function (one) { if (one[0] !== "host") { sent.set(one[0], one[1]); } });
    let content;
    if (body.kind === "multipart") {
      content = new FormData();
      body.form.concat(body.rest).forEach(function (one) { content.append(one[0], one[1]); });
    } else if (body.kind === "form") {
      content = signer ? signer.form_encode(body.form) : body.text;
    } else if (body.text) {
      content = body.text;
    }
    const encode = signer ? signer.rfc3986 : encodeURIComponent;
    url.search = query.map(function (one) { return encode(one[0]) + "=" + encode(one[1]); }).join("&");
    url.hash = "";
    told.textContent = name ? "Signed in this page by " + name + "." : "";
    return new Request(url, {
      method: request.method, headers: sent, body: content, credentials: "omit", redirect: "manual", signal: request.signal,
    });
  }

  async function send(input, init) {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== emulator.origin) {
      throw new Error("This page calls the emulator at " + emulator.origin + " alone.");
    }
    return globalThis.fetch(await signed(request));
  }

  const host = document.getElementById("content");
  host.replaceChildren();
  const slug = function (text) { return text.trim().toLowerCase().replace(/[^\w\- ]/g, "").replace(/ /g, "-"); };
  globalThis.Scalar.createApiReference(host, {
    content: given.document,
    servers: [{ url: given.emulator, description: "Emulator on this machine" }],
    customFetch: send,
    proxyUrl: "",
    telemetry: false,
    withDefaultFonts: false,
    showDeveloperTools: "never",
    hideClientButton: true,
    agent: { disabled: true, hideAddApi: true },
    mcp: { disabled: true },
    externalUrls: { dashboardUrl: "", registryUrl: "", proxyUrl: "", apiBaseUrl: "" },
    persistAuth: false,
    hiddenClients: true,
    documentDownloadType: "none",
    hideDarkModeToggle: true,
    hideModels: true,
    defaultOpenAllTags: true,
    darkMode: globalThis.siteTheme(),
    forceDarkModeState: globalThis.siteTheme() ? "dark" : "light",
    generateTagSlug: function (tag) { return slug(tag.name); },
    generateOperationSlug: function (operation) { return slug(operation.operationId || operation.path); },
  });

  // Scalar writes the theme into the class of the body, and keeps to the one it began with; the page's choice counts.
  function themed() {
    const wanted = globalThis.siteTheme() ? "dark-mode" : "light-mode";
    const other = globalThis.siteTheme() ? "light-mode" : "dark-mode";
    const classes = document.body.classList;
    if (!classes.contains(wanted) || classes.contains(other)) {
      classes.remove(other);
      classes.add(wanted);
    }
  }
  document.addEventListener("theme", themed);
  new MutationObserver(themed).observe(document.body, { attributeFilter: ["class"] });
  themed();
})();
