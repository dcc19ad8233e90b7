import { mkdir, mkdtemp, rm, symlink, writeFile, copyFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The real program with commands of the test's own: the built `dist`, the same `bin/run.js`, other commands. Each
 * command is the body of its `run` method, where `flags` are parsed and `client()` connects.
 */
export async function fixtureProgram(commands: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "s3kit-program-"));
  await mkdir(join(folder, "bin"));
  await mkdir(join(folder, "commands"));
  await symlink(join(ROOT, "dist"), join(folder, "dist"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await copyFile(join(ROOT, "bin", "run.js"), join(folder, "bin", "run.js"));
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { oclif: object };
  const oclif = { ...manifest.oclif, commands: { strategy: "pattern", target: "./commands" } };
  await writeFile(join(folder, "package.json"), JSON.stringify({ ...manifest, oclif }));
  for (const [name, body] of Object.entries(commands)) {
    await writeFile(join(folder, "commands", `${name}.js`), commandSource(body));
  }
  return {
    program: join(folder, "bin", "run.js"),
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function commandSource(body: string): string {
  return `
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../dist/lib/cli/base-command.js";
import * as errors from "../dist/lib/errors/s3kit-error.js";
export default class Fixture extends BaseCommand {
  static args = { word: Args.string() };
  static flags = { yes: Flags.boolean({ default: false }) };
  async run() {
    const { args, flags } = await this.parse(Fixture);
    ${body}
  }
}
`;
}
