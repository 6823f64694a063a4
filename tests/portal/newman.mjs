// Runs collections, one after another, and tells what was sent and what failed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const newman = require("newman");
const jobs = JSON.parse(readFileSync(0, "utf8"));
const told = [];
for (const job of jobs) {
  const envVar = Object.entries(job.variables).map(([key, value]) => ({ key, value }));
  told.push(await new Promise((resolve, reject) => {
    newman.run({ collection: job.collection, envVar, workingDir: job.folder }, (error, summary) => {
      if (error) { reject(error); return; }
      resolve({
        failures: summary.run.failures.map((one) => `${one.source?.name}: ${one.error.message}`),
        responses: summary.run.executions.map((one) => one.response?.stream?.toString() ?? ""),
      });
    });
  }));
}
process.stdout.write(JSON.stringify(told));
