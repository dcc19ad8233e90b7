// Print one line that sums the JSON reports in a folder: "N passed, N failed, N skipped".
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const report = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests + report.testResults.filter(brokenFile).length;
  sum.skipped += report.numPendingTests + report.numTodoTests;
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;

/** A file that failed to load counts as one failure: it has no failed test of its own. */
function brokenFile({ status, assertionResults }) {
  return status === "failed" && !assertionResults.some((test) => test.status === "failed");
}
