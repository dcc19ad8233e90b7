import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A command as far as completion looks at it: a part of oclif's manifest. */
export interface CommandEntry {
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly hidden?: boolean;
  readonly flags?: Readonly<Record<string, FlagEntry>>;
  readonly args?: Readonly<Record<string, ArgEntry>>;
}

export interface FlagEntry {
  readonly name: string;
  readonly type: "boolean" | "option";
  readonly char?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
}

export interface ArgEntry {
  readonly name: string;
  readonly options?: readonly string[];
}

/**
 * All commands that are not hidden, from oclif's manifest; where there is none (a work tree before its first build),
 * from the commands themselves.
 */
export async function readCommands(root: string): Promise<readonly CommandEntry[]> {
  const commands = (await fromManifest(join(root, "oclif.manifest.json"))) ?? (await fromModules(root));
  return commands.filter(({ hidden }) => hidden !== true);
}

async function fromManifest(path: string): Promise<readonly CommandEntry[] | undefined> {
  try {
    const { commands } = JSON.parse(await readFile(path, "utf8")) as {
      commands: Record<string, CommandEntry>;
    };
    return Object.values(commands);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function fromModules(root: string): Promise<readonly CommandEntry[]> {
  const { Config } = await import("@oclif/core");
  const config = await Config.load(root);
  return config.commands as unknown as readonly CommandEntry[];
}
