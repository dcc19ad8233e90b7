// Make oclif.manifest.json anew from the built commands. oclif writes them in the order in which the file system lists
// the files, which differs from machine to machine: here they stand by name. With --check, fail when the one that is
// there was stale.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run, setUp } from "./setup.mjs";

setUp();
const file = path.join(root, "oclif.manifest.json");
const before = readFileSync(file, "utf8");
run(path.join(root, "node_modules", ".bin", "oclif"), ["manifest"]);
const manifest = JSON.parse(readFileSync(file, "utf8"));
const byName = ([a], [b]) => (a < b ? -1 : 1);
manifest.commands = Object.fromEntries(Object.entries(manifest.commands).sort(byName));
const after = `${JSON.stringify(manifest, null, 2)}\n`;
writeFileSync(file, after);

if (process.argv.includes("--check") && after !== before) {
  process.stderr.write("oclif.manifest.json was stale; it is fresh now: commit it\n");
  process.exitCode = 1;
}
