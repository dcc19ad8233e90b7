// `npm run docs`: the library's reference in docs/api/, one page a room of src/lib, from the declarations that the
// compiler wrote for src/index.ts and the comments in them. With --check, only say whether the pages are fresh.
import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { root } from "./setup.mjs";

const folder = path.join(root, "docs", "api");
const TITLES = {
  s3: "Clients, addresses and listings",
  config: "Connections",
  errors: "Errors",
  bucket: "Buckets",
  object: "Objects",
  transfer: "Transfers",
  cors: "CORS",
  policy: "Policies",
  presign: "Presigned URLs and forms",
  sts: "Temporary credentials",
  grants: "S3 Access Grants",
};

const pages = writePages(readExports());
if (process.argv.includes("--check")) checkFresh(pages);
else save(pages);

/** Each `export {…} from "./lib/ROOM/FILE.js"` of the library: what it exports under which name. */
function readExports() {
  const index = readFileSync(path.join(root, "src", "index.ts"), "utf8");
  return [...index.matchAll(/export (?:type )?\{([^}]*)\} from "\.\/([^"]+)\.js"/g)].flatMap(
    ([, names, file]) =>
      names
        .split(",")
        .map((name) => name.trim().replace(/^type /, ""))
        .filter((name) => name !== "")
        .map((name) => {
          const [inside, outside = inside] = name.split(" as ");
          return { inside, outside, file, room: file.split("/")[1] };
        }),
  );
}

function writePages(entries) {
  const rooms = Map.groupBy(entries, ({ room }) => room);
  const found = new Map(
    [...rooms].map(([room, own]) => [
      `${room}.md`,
      `# ${TITLES[room] ?? room}\n\n${own.map(section).join("\n")}`,
    ]),
  );
  found.set("README.md", indexPage(rooms));
  return found;
}

function indexPage(rooms) {
  const lines = [...rooms].map(
    ([room, own]) =>
      `- [${TITLES[room] ?? room}](${room}.md): ${own
        .filter(({ outside }) => /^[a-z]/.test(outside) || room === "errors")
        .map(({ outside }) => `\`${outside}\``)
        .join(", ")}`,
  );
  return `# Library reference

\`import { createClient, presignPost } from "s3kit"\`. Every service is a plain function of a client and an input, takes
an \`AbortSignal\`, prints nothing, and throws an \`S3kitError\` where the user can do something about it.

Made by \`npm run docs\` from the sources; do not edit.

${lines.join("\n")}
`;
}

function section({ inside, outside, file }) {
  const { comment, declaration } = findDeclaration(file, inside);
  const code = inside === outside ? declaration : declaration.replace(new RegExp(`\\b${inside}\\b`), outside);
  const prose = proseOf(comment);
  return `## ${outside}\n\n${prose === "" ? "" : `${prose}\n\n`}\`\`\`ts\n${code}\n\`\`\`\n`;
}

/** A top-level declaration of a .d.ts, with the comment right above it. */
function findDeclaration(file, name) {
  const text = readFileSync(path.join(root, "dist", `${file}.d.ts`), "utf8");
  const start = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:async )?(?:function\\*?|interface|type|const|class|abstract class) ${name}\\b`,
    "m",
  ).exec(text);
  if (start === null) throw new Error(`${file} does not export ${name}`);
  const rest = text.slice(start.index);
  const next = rest.slice(1).search(/^(?:export |\/\*\*|declare |interface |type |import )/m);
  const declaration = (next === -1 ? rest : rest.slice(0, next + 1)).trim();
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(text.slice(0, start.index))?.[1] ?? "";
  return { comment, declaration };
}

function proseOf(comment) {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .trim()
    .replace(/\{@link ([^}]+)\}/g, "`$1`")
    .replace(/\n+@throws /g, "\n\n@throws ")
    .replace(/^@throws /gm, "**Throws** ")
    .replace(/^@returns /gm, "\n**Returns** ")
    .replace(/^@see /gm, "\nSee ")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^@param (\S+)/gm, "- `$1`:");
}

function save(found) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of found) writeFileSync(path.join(folder, name), text);
}

function checkFresh(found) {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  const stale = [...found].filter(
    ([name, text]) => !there.includes(name) || readFileSync(path.join(folder, name), "utf8") !== text,
  );
  if (stale.length === 0 && there.length === found.size) return;
  process.stderr.write(`docs/api is not fresh (${stale.map(([name]) => name).join(", ")}): npm run docs\n`);
  process.exitCode = 1;
}
