// What `npm start` and `npm test` need before they can do their work, on a machine with only Node >= 20 and npm:
// packages as locked, with the Node 24 that they bring, and a build. Quick when nothing changed.
// Runs on Node 20 without a single package, so it uses nothing but Node's own modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
/** Lies in dist, so that it goes when dist goes. */
const stamp = path.join(root, "dist", ".built-from");
/** The Node 24 that the dev dependency `node` brings, whatever the system's is. */
export const node = path.join(modules, ".bin", process.platform === "win32" ? "node.cmd" : "node");
/** The environment in which package binaries find that Node first. */
export const environment = {
  ...process.env,
  PATH: path.join(modules, ".bin") + path.delimiter + process.env.PATH,
};

export function setUp() {
  if (!isInstalled()) install();
  buildOnce();
}

/** Run a command in the project's folder, its output shown; a failure ends this process with the same status. */
export function run(command, args, env = environment) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env,
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** True when npm's own record of what it installed has every locked package at its locked version. */
function isInstalled() {
  const record = path.join(modules, ".package-lock.json");
  if (!existsSync(record) || !existsSync(node)) return false;
  const { packages: installed } = JSON.parse(readFileSync(record, "utf8"));
  const { packages: locked } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  return Object.entries(locked).every(
    ([place, { version, optional }]) => place === "" || optional || installed[place]?.version === version,
  );
}

function install() {
  process.stderr.write("Installing packages (once)\n");
  const npm = process.env.npm_execpath;
  const flags = ["ci", "--no-fund", "--no-audit", "--loglevel=error"];
  if (npm) run(process.execPath, [npm, ...flags], process.env);
  else run("npm", flags, process.env);
}

/** Build unless that was done for exactly these files' content. */
function buildOnce() {
  const hash = createHash("sha256");
  for (const file of ["tsconfig.json", "package-lock.json", ...filesBelow("src")]) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(root, file)));
  }
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Building\n");
  run(node, [path.join(modules, "typescript", "bin", "tsc"), "-p", "tsconfig.json"]);
  writeFileSync(stamp, wanted);
}

function filesBelow(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
