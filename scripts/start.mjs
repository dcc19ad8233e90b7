// `npm start`: set up, then the demonstration: the explorer on an embedded store with sample data, or a tour without a TTY.
import { spawn } from "node:child_process";
import path from "node:path";
import { node, root, setUp } from "./setup.mjs";

setUp();
const demo = spawn(node, [path.join(root, "bin", "run.js"), "demo", ...process.argv.slice(2)], {
  stdio: "inherit",
});
// The terminal sends ^C to both: the demonstration ends by itself, and this process with its status.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => demo.kill("SIGTERM"));
demo.on("exit", (status, signal) => {
  process.exitCode = status ?? (signal === "SIGINT" ? 130 : 1);
});
