import type { Administration } from "../workspace/administration.js";
import { administrationFlags, type ParsedAdministrationFlags } from "./administration-flags.js";
import { BaseCommand } from "./base-command.js";
import type { OpenedAdministration } from "./open-administration.js";

/** What the commands for users, groups, workspaces, shares and tokens have in common. */
export abstract class AdministrationCommand extends BaseCommand {
  static override baseFlags = { ...BaseCommand.baseFlags, ...administrationFlags };

  /** Do something with the registry that the flags and profiles point to, or with the gateway before it. */
  protected async administer<Result>(
    flags: ParsedAdministrationFlags,
    work: (administration: Administration, opened: OpenedAdministration) => Promise<Result>,
  ): Promise<Result> {
    const { openAdministration } = await import("./open-administration.js");
    const opened = await openAdministration(flags, process.env, {
      signal: this.signal,
      onRingMade: (path) =>
        this.output.warn(
          `Made the key ring ${path}: without it, nobody can read the registry. ` +
            "Keep a backup elsewhere: s3kit key export BACKUP",
        ),
      onProblem: (error) => this.output.warn(error instanceof Error ? error.message : String(error)),
    });
    this.noteConnection(opened.settings);
    try {
      return await work(opened.administration, opened);
    } finally {
      await opened.close();
    }
  }
}
