import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../../lib/cli/base-command.js";
import type { ParsedConnectionFlags } from "../../lib/cli/connection-flags.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import { parseDuration, parseMoment } from "../../lib/cli/parse-time.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri, type S3Uri } from "../../lib/s3/uri.js";

const DAY_MS = 86_400_000;
const MODES = { governance: "GOVERNANCE", compliance: "COMPLIANCE" } as const;

interface RetentionFlags extends ParsedConnectionFlags {
  readonly mode: "governance" | "compliance";
  readonly for?: string | undefined;
  readonly until?: string | undefined;
  readonly "version-id"?: string | undefined;
  readonly "bypass-governance": boolean;
  readonly yes: boolean;
}

export default class RetentionSet extends BaseCommand {
  static override summary = "Lock an object against deletion for a time, or let a bucket lock all new ones.";
  static override description =
    "Works in buckets made with object lock. A governance retention can be shortened or passed over by who has the " +
    "right and says so (--bypass-governance). A compliance one cannot, by nobody, the store's owner included: it is " +
    "asked about.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://ledger/2024.csv --mode governance --for 30d",
    "<%= config.bin %> <%= command.id %> s3://ledger/2024.csv --mode compliance --until 2034-12-31 --yes",
    "<%= config.bin %> <%= command.id %> s3://ledger --mode governance --for 90d",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key, or s3://bucket for its new objects" }),
  };
  static override flags = {
    mode: Flags.option({ options: ["governance", "compliance"] as const, required: true })({
      description: "whether there is a way around it",
    }),
    for: Flags.string({ helpValue: "30d", description: "how long, from now", exclusive: ["until"] }),
    until: Flags.string({ helpValue: "DATE", description: "until when" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
    "bypass-governance": Flags.boolean({ description: "pass over a governance retention that is there" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RetentionSet);
    const uri = parseS3Uri(args.uri);
    if (uri.key === "") await this.#setDefault(args.uri, uri.bucket, flags);
    else await this.#setObject(args.uri, uri, flags);
  }

  async #setObject(typed: string, uri: S3Uri, flags: RetentionFlags): Promise<void> {
    const until = endOf(flags, new Date());
    const client = await this.#confirmed(
      `Lock ${typed} until ${formatTime(until)} with no way around it`,
      flags,
    );
    const { setRetention } = await import("../../lib/object/object-lock.js");
    const place = { ...uri, versionId: flags["version-id"] };
    const retention = { mode: MODES[flags.mode], until };
    const bypassGovernance = flags["bypass-governance"];
    await setRetention(client, place, { ...retention, bypassGovernance }, { signal: this.signal });
    await this.output.result(
      { type: "retention", ...place, ...retention },
      () => `${retention.mode} until ${formatTime(until)}`,
    );
  }

  async #setDefault(typed: string, bucket: string, flags: RetentionFlags): Promise<void> {
    const days = defaultDays(flags);
    const length = formatCount(days, "day");
    const client = await this.#confirmed(
      `Lock each new object in ${typed} for ${length} with no way around it`,
      flags,
    );
    const { setObjectLock } = await import("../../lib/bucket/object-lock-default.js");
    const retention = { mode: MODES[flags.mode], days };
    await setObjectLock(client, bucket, retention, { signal: this.signal });
    await this.output.result(
      { type: "retention", bucket, ...retention },
      `${retention.mode} for ${length}, for new objects`,
    );
  }

  async #confirmed(action: string, flags: RetentionFlags): Promise<S3Client> {
    const client = await this.connect(flags);
    if (flags.mode === "compliance") await this.confirm({ action }, { yes: flags.yes });
    return client;
  }
}

function endOf(flags: RetentionFlags, now: Date): Date {
  if (flags.for !== undefined) return new Date(now.getTime() + parseDuration(flags.for));
  if (flags.until === undefined) throw new UsageError("Say how long: --for 30d or --until 2034-12-31");
  const until = parseMoment(flags.until, now);
  if (until > now) return until;
  throw new UsageError(`${flags.until} is not in the future`, {
    code: "InvalidTime",
    hints: ["For a length of time from now, use --for"],
  });
}

/** S3 counts a bucket's default in whole days. */
function defaultDays(flags: RetentionFlags): number {
  if (flags.for === undefined) {
    throw new UsageError("A bucket's default is a length of time: --for 90d", {
      hints: ["--until is for single objects"],
    });
  }
  const days = parseDuration(flags.for) / DAY_MS;
  if (Number.isInteger(days) && days > 0) return days;
  throw new UsageError(`Not whole days: ${flags.for}`, { code: "InvalidDuration" });
}
