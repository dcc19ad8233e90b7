// Complete package-lock.json after `npm install`: npm leaves a platform's optional package out when the registry in use
// does not serve it (yet), and `npm ci` then refuses the lock on every platform. What is left out is written down as its
// parent demands it: exact version, and the platform that its name tells. It is fetched on that platform alone.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPU = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const { packages } = lock;
let added = 0;
for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(place, name)) continue;
    if (!/^\d/.test(version))
      throw new Error(`${name}@${version} of ${place} is left out and names no version`);
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      optional: true,
      ...(dev ? { dev } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} optional packages added\n`);

/** Where Node would find it from `place`: below it, or below a folder above it. */
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder}${folder === "" ? "" : "/"}node_modules/${name}`]) return true;
    if (folder === "" || !folder.includes("/node_modules/")) return Boolean(packages[`node_modules/${name}`]);
  }
}

function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = OS.filter((word) => words.includes(word));
  const cpu = CPU.filter((word) => words.includes(word));
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}) };
}
