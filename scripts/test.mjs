// `npm test`: set up, then the unit and integration suites on the embedded store. Arguments go to vitest.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { environment, node, root, run, setUp } from "./setup.mjs";

setUp();
const given = process.argv.slice(2);
if (given.length > 0) runTests(given);
else {
  runTests(["unit", "integration", "clients"].flatMap((name) => ["--project", name]));
  // Alone: what else runs would be measured too.
  runTests(["--project", "timing"]);
}

function runTests(words) {
  run(
    node,
    [path.join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...words, ...reporters()],
    environment,
  );
}

/** With S3KIT_TEST_REPORTS, leave the counts there as JSON too, for the sum at the end of CI. */
function reporters() {
  const folder = process.env.S3KIT_TEST_REPORTS;
  if (!folder) return [];
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${Date.now()}-${process.pid}.json`);
  return ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
}
