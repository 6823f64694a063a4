// The inspector: a page for the control plane. Everything that came from outside is inserted as text.

const BASE = "/_emulator";
const MOST = 300;
const at = (id) => document.getElementById(id);
let token = sessionStorage.getItem("specseal-token") ?? "";
let clock = { now: 0, frozen: false, ahead: 0, seen: 0 };
let waiting = [];
let newest = 0;

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function make(name, text, attributes = {}, ...children) {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

async function send(method, path, body) {
  const headers = { accept: "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(`${BASE}/${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (response.status === 204) return null;
  const data = await response.json();
  if (!response.ok) throw new Refused(response.status, data.error);
  return data;
}

function show(problem) {
  at("problem").textContent = problem;
  at("problem").hidden = !problem;
}

let background = false; // whether what is shown is about a refresh, which the next one may clear

/** Run an action, and show why it was refused until the user's next one. */
async function act(work, { refreshing = false } = {}) {
  try {
    await work();
    if (!refreshing || background) show("");
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return askForToken();
    show(error.message);
    background = refreshing;
  }
}

function askForToken() {
  at("token-form").hidden = false;
  at("status").textContent = "token required";
  at("token").focus();
}

// Journal

function entryNode(entry) {
  const failed = entry.status === 0 || entry.status >= 400 || entry.code !== "";
  const what = entry.operation || `${entry.method} ${entry.path}`;
  const summary = make("summary", "", {},
    make("span", new Date(entry.at * 1000).toISOString().slice(11, 19)),
    make("strong", what),
    make("span", entry.status ? String(entry.status) : "broken off", { class: failed ? "bad" : "good" }),
    make("span", entry.code),
    make("span", `${(entry.elapsed * 1000).toFixed(1)} ms`));
  if (entry.why) summary.append(make("span", entry.why, { class: "why" }));
  const details = make("details", "", {}, summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...entryDetails(entry));
  });
  const item = make("li", "", { "data-id": entry.id }, details);
  item.words = `${what} ${entry.path} ${entry.product} ${entry.code} ${entry.status} ${entry.why}`.toLowerCase();
  item.failed = failed;
  return item;
}

function entryDetails(entry) {
  const parts = [];
  const list = (title, pairs) => {
    if (pairs.length === 0) return;
    const dl = make("dl");
    for (const [name, value, kind] of pairs) dl.append(make("dt", name), make("dd", value, kind ? { class: kind } : {}));
    parts.push(make("h3", title), dl);
  };
  list("Checks", entry.verdicts.map((found) => [found.check, `${found.passed ? "passed" : "failed"}${found.why ? `: ${found.why}` : ""}`, found.passed ? "good" : "bad"]));
  if (entry.diagnosis) {
    const found = entry.diagnosis;
    list("Diagnosis of the signature", [
      ["mistakes", found.mistakes.join(", "), "bad"], ["that is", found.explanation],
      ["expected", found.expected], ["received", found.received],
      ["string to sign", found.string_to_sign], ["the caller signed", found.caller_signed || "unknown"],
    ]);
    parts.at(-1).classList.add("diagnosis");
  }
  list("Request", [["line", `${entry.method} ${entry.path}`], ["id", String(entry.id)]]);
  list("Query", Object.entries(entry.query));
  list("Form", Object.entries(entry.form));
  list("Files", Object.entries(entry.files).map(([name, file]) => [name, `${file.filename}, ${file.content_type}, ${file.size} bytes, SHA-256 ${file.sha256}`]));
  list("Body", entry.body ? [["body", entry.body]] : []);
  list("Response", entry.response ? [["body", entry.response]] : []);
  list("Headers", Object.entries(entry.headers));
  list("Notes", Object.entries(entry.notes));
  return parts;
}

function matches(item) {
  const wanted = at("filter").value.trim().toLowerCase();
  return (!wanted || item.words.includes(wanted)) && (!at("failures").checked || item.failed);
}

function filter() {
  let shown = 0;
  for (const item of at("entries").children) {
    item.hidden = !matches(item);
    if (!item.hidden) shown += 1;
  }
  const all = at("entries").children.length;
  at("journal-count").textContent = `${shown} of ${all} requests${waiting.length ? `, ${waiting.length} held back` : ""}`;
}

function add(entries) {
  for (const entry of entries) newest = Math.max(newest, entry.id);
  if (at("pause").checked) waiting.push(...entries);
  else {
    for (const entry of entries) at("entries").prepend(entryNode(entry));
    while (at("entries").children.length > MOST) at("entries").lastElementChild.remove();
  }
  filter();
}

async function listen() {
  for (;;) {
    try {
      // After a restart ids begin at 1 again.
      if ((await send("GET", "journal?limit=1")).newest < newest) newest = 0;
      const headers = token ? { authorization: `Bearer ${token}` } : {};
      const response = await fetch(`${BASE}/journal/events?after=${newest}`, { headers });
      if (response.status === 401) return askForToken();
      if (!response.ok) throw new Error(`the control plane responded with ${response.status}`);
      at("status").textContent = "live";
      await read(response.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      // Shown below; the stream is opened again, whatever ended it.
    }
    at("status").textContent = "not connected; retrying";
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function read(reader) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    const entries = events.flatMap((event) => event.split("\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6))));
    if (entries.length) {
      add(entries);
      refreshSoon();
    }
  }
}

// Faults

async function refreshFaults() {
  const { faults } = await send("GET", "faults");
  at("fault-list").replaceChildren(...faults.map(faultNode));
  if (faults.length === 0) at("fault-list").append(make("li", "none"));
}

function faultNode(armed) {
  const fault = armed.fault;
  const effect = [fault.status, fault.error, fault.latency && `${fault.latency.kind} latency`, fault.connection].filter(Boolean).join(", ");
  const where = [fault.product, fault.operation].filter(Boolean).join(" ") || "every request";
  const often = `applied to ${armed.met}${fault.count ? ` of ${fault.count}` : ""} of ${armed.calls} requests${armed.spent ? ", spent" : ""}`;
  const button = make("button", `Disarm ${armed.id}`, { type: "button" });
  button.addEventListener("click", () => act(async () => {
    await send("DELETE", `faults/${armed.id}`);
    await refreshFaults();
    at("fault-operation").focus();
  }));
  return make("li", "", {}, make("span", `${effect} on ${where}; ${often} `), button);
}

function faultFromForm() {
  const [product, operation] = at("fault-operation").value.split(" ");
  const fault = { product: product ?? "", operation: operation ?? "", nth: Number(at("fault-nth").value), probability: Number(at("fault-probability").value) };
  if (at("fault-count").value) fault.count = Number(at("fault-count").value);
  const effect = at("fault-effect").value;
  const value = at("fault-value").value.trim();
  if (effect === "error") fault.error = value;
  else if (effect === "status") fault.status = Number(value);
  else if (effect === "latency") fault.latency = { kind: "fixed", seconds: Number(value) };
  else fault.connection = effect;
  return fault;
}

// Clock

async function setClock(method, body) {
  clock = { ...(await send(method, "clock", body)), seen: Date.now() };
  tick();
}

function tick() {
  const now = clock.frozen ? clock.now : clock.now + (Date.now() - clock.seen) / 1000;
  at("now").textContent = `${new Date(now * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  const ahead = Math.round(clock.ahead);
  const shift = ahead ? `${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} the system` : "as the system";
  at("clock-note").textContent = clock.frozen ? "frozen" : shift;
  at("freeze").textContent = clock.frozen ? "Let it run" : "Freeze";
}

// Limits and state

async function refreshLimits() {
  const { accounts } = await send("GET", "limits");
  const operations = accounts.length ? accounts[0].usage.map((used) => `${used.product} ${used.operation}`) : [];
  const options = ["", ...operations].map((name) => make("option", name || "every operation", { value: name }));
  if (at("fault-operation").length !== options.length) at("fault-operation").replaceChildren(...options);
  at("limit-list").replaceChildren(...accounts.map((account) => {
    const used = account.usage.filter((found) => found.limits.calls !== null || found.limits.concurrency !== null).map((found) => {
      const rate = found.limits.calls === null ? "" : `${found.calls} of ${found.limits.calls} calls in ${found.limits.seconds} s`;
      const crowd = found.limits.concurrency === null ? "" : `${found.limits.concurrency} at once`;
      return `${found.operation}: ${[rate, crowd].filter(Boolean).join(", ")}`;
    });
    return make("li", "", {}, make("strong", account.key), ` ${account.own ? "(its own) " : ""}${used.join("; ") || "no limits"}`);
  }));
}

async function refreshState() {
  const chosen = at("kind").value;
  const { kinds } = await send("GET", "state?limit=0");
  at("kind").replaceChildren(make("option", "choose", { value: "" }), ...Object.entries(kinds).map(([kind, number]) => make("option", `${kind} (${number})`, { value: kind })));
  at("kind").value = chosen in kinds ? chosen : "";
  await refreshRecords();
}

async function refreshRecords() {
  const kind = at("kind").value;
  const records = kind ? (await send("GET", `state?kind=${encodeURIComponent(kind)}&limit=100`)).records : [];
  at("records").replaceChildren(...records.map((record) => make("li", "", {}, make("pre", JSON.stringify(record.value, null, 1)))));
}

// Everything

async function refresh() {
  await Promise.all([refreshFaults(), refreshLimits(), refreshState(), setClock("GET")]);
}

let soon = 0;
function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => act(refresh, { refreshing: true }), 200);
}

async function start() {
  await act(async () => {
    const page = await send("GET", "journal?limit=100");
    at("entries").replaceChildren();
    newest = page.newest;
    add(page.entries);
    await refresh();
    listen();
  });
}

at("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token = at("token").value;
  sessionStorage.setItem("specseal-token", token);
  at("token-form").hidden = true;
  start();
});
at("filter").addEventListener("input", filter);
at("failures").addEventListener("change", filter);
at("pause").addEventListener("change", () => {
  const held = waiting;
  waiting = [];
  add(held);
});
at("clear").addEventListener("click", () => act(async () => {
  await send("DELETE", "journal");
  at("entries").replaceChildren();
  waiting = [];
  filter();
}));
at("reset").addEventListener("click", () => act(async () => {
  if (!confirm("Forget all state, the journal, faults and the clock's shifts?")) return;
  await send("POST", "reset");
  at("entries").replaceChildren();
  waiting = [];
  filter();
  await refresh();
}));
at("fault-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act(async () => {
    await send("POST", "faults", faultFromForm());
    await refreshFaults();
  });
});
at("fault-effect").addEventListener("change", () => {
  const effect = at("fault-effect").value;
  at("fault-value-label").hidden = !["error", "status", "latency"].includes(effect);
  at("fault-value").value = { error: "INTERNAL_ERROR", status: "503", latency: "1" }[effect] ?? "";
});
for (const button of document.querySelectorAll("[data-shift]")) {
  button.addEventListener("click", () => act(() => setClock("PUT", { shift: Number(button.dataset.shift) })));
}
at("freeze").addEventListener("click", () => act(() => setClock("PUT", { frozen: !clock.frozen })));
at("clock-reset").addEventListener("click", () => act(() => setClock("DELETE")));
at("shift-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act(() => setClock("PUT", { shift: Number(at("shift").value) }));
});
at("kind").addEventListener("change", () => act(refreshRecords));
// Arrow keys move between requests; Enter and Space open one, as in any details element.
at("entries").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const item = event.target.closest("li");
  let next = item;
  do next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling;
  while (next?.hidden);
  if (next) {
    event.preventDefault();
    next.querySelector("summary").focus();
  }
});
setInterval(tick, 1000);
start();
