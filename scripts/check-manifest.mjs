// Fails when the committed oclif.manifest.json is not what the built commands say. `npm run manifest` makes it anew.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root, run, setUp } from "./setup.mjs";

setUp();
const file = path.join(root, "oclif.manifest.json");
const committed = readFileSync(file, "utf8");
run(path.join(root, "node_modules", ".bin", "oclif"), ["manifest"]);
if (readFileSync(file, "utf8") !== committed) {
  process.stderr.write("oclif.manifest.json was stale; it is fresh now: commit it\n");
  process.exitCode = 1;
}
