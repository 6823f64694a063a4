// Runs the vectors of recipes through the JavaScript that they compile to.
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";

process.env.NODE_PATH = process.argv[2];
Module._initPaths();
const require = createRequire(import.meta.url);

function pairs(values) {
  return Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
}

function grouped(fields) {
  const found = {};
  for (const [name, value] of fields) { found[name] = name in found ? [found[name], value].flat() : value; }
  return found;
}

const told = JSON.parse(readFileSync(0, "utf8")).map((given) => {
  const { signers, form_encode } = require(given.script);
  const request = {
    method: given.method,
    scheme: given.url_scheme,
    host: given.host,
    path: given.path,
    query: pairs(given.query),
    form: pairs(given.form),
    json: pairs(given.json),
    headers: [["host", given.host], ...Object.entries(given.headers)],
    body: () => given.body ?? form_encode(request.form),
  };
  const sources = {
    clock: () => given.clock,
    growing_millis: (seconds) => Math.round(seconds * 1000),
    uuid: () => given.random.uuid,
    random_digits: () => given.random.random_digits,
  };
  try {
    const names = signers[given.scheme](request, given.credentials, sources, given.settings);
    const headers = grouped(request.headers);
    return { query: grouped(request.query), form: grouped(request.form), json: grouped(request.json), headers, names };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(told));
