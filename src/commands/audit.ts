import { Flags } from "@oclif/core";
import { AdministrationCommand } from "../lib/cli/administration-command.js";
import { formatCount } from "../lib/cli/format-size.js";
import { formatTime } from "../lib/cli/format-time.js";
import { parseMoment } from "../lib/cli/parse-time.js";
import type { AuditRecord } from "../lib/workspace/administration-answers.js";

export default class Audit extends AdministrationCommand {
  static override summary = "Read the audit log: who did what, and what was refused.";
  static override description =
    "Oldest first. The log is in objects of the control bucket that are written once; one that was changed is found.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> --since 1d",
    "<%= config.bin %> <%= command.id %> --by alice --action share",
    "<%= config.bin %> <%= command.id %> --refused --target s3://data/lab/ --json",
  ];
  static override flags = {
    since: Flags.string({ helpValue: "1d|DATE", description: "only from then on" }),
    until: Flags.string({ helpValue: "1d|DATE", description: "only before" }),
    by: Flags.string({ helpValue: "USER", description: "only what this user did" }),
    action: Flags.string({ helpValue: "ACTION", description: "only this: share, share revoke, GetObject" }),
    refused: Flags.boolean({ default: false, description: "only what was refused" }),
    target: Flags.string({
      helpValue: "TEXT",
      description: "only what was done to a name, or below s3://bucket/prefix",
    }),
    limit: Flags.integer({ min: 1, helpValue: "N", description: "at most so many records" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Audit);
    const now = new Date();
    const moment = (text: string | undefined) =>
      text === undefined ? undefined : parseMoment(text, now).toISOString();
    const filter = {
      since: moment(flags.since),
      until: moment(flags.until),
      by: flags.by,
      action: flags.action,
      target: flags.target,
      ...(flags.refused ? { outcome: "refused" as const } : {}),
    };
    const most = flags.limit ?? Number.POSITIVE_INFINITY;
    let count = 0;
    await this.administer(flags, async (registry) => {
      let next: string | undefined;
      do {
        const page = await registry.readAudit({ ...filter, next }, { signal: this.signal });
        for (const record of page.records.slice(0, most - count)) {
          count += 1;
          await this.output.item({ type: "audit", ...record }, () => formatRecord(record));
        }
        next = page.next ?? undefined;
      } while (next !== undefined && count < most);
    });
    await this.output.summary({ records: count }, formatCount(count, "record"));
  }
}

function formatRecord({ at, by, action, outcome, target, reason }: AuditRecord): string {
  const columns = [
    formatTime(new Date(at)),
    by.padEnd(16),
    outcome.padEnd(7),
    action.padEnd(18),
    target ?? "",
  ];
  return [...columns, ...(reason === null ? [] : [reason])].join("  ").trimEnd();
}
