// npm run bench [-- SCENARIO...] [--rounds N] [--tools s5cmd,rclone]: every program in one run, in turn, on one store of this machine.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { SCENARIOS } from "./scenarios.ts";
import { formatTable, type Row } from "./table.ts";

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, tools: { type: "string", default: "" } },
  allowPositionals: true,
});
const chosen = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) throw new Error(`Scenarios: ${SCENARIOS.map(({ name }) => name).join(", ")}`);

process.stdout.write(`${cpus().length.toString()} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}\n\n`);
const rows: Row[] = [];
for (const scenario of chosen) {
  process.stderr.write(`${scenario.name}…\n`);
  rows.push(
    ...(await scenario.run({
      rounds: Number(values.rounds),
      tools: values.tools.split(",").filter(Boolean),
    })),
  );
}
process.stdout.write(`${formatTable(rows)}\n`);
