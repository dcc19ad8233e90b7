import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTime } from "../../lib/cli/format-time.js";
import { NotFoundError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class RetentionGet extends BaseCommand {
  static override summary =
    "Show until when an object is locked against deletion, or how long a bucket locks new ones.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://ledger/2024.csv",
    "<%= config.bin %> <%= command.id %> s3://ledger",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key, or s3://bucket for its default" }),
  };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RetentionGet);
    const place = { ...parseS3Uri(args.uri), versionId: flags["version-id"] };
    const client = await this.connect(flags);
    const options = { signal: this.signal };
    if (place.key === "") {
      const { getObjectLock } = await import("../../lib/bucket/object-lock-default.js");
      const lock = await getObjectLock(client, place.bucket, options);
      if (lock?.mode === undefined) throw noRetention(args.uri, lock === undefined);
      const length = lock.years === undefined ? `${String(lock.days)} days` : `${String(lock.years)} years`;
      await this.output.result(
        { type: "retention", bucket: place.bucket, ...lock },
        `${lock.mode} for ${length}, for new objects`,
      );
      return;
    }
    const { getRetention } = await import("../../lib/object/object-lock.js");
    const retention = await getRetention(client, place, options);
    if (retention === undefined) throw noRetention(args.uri, false);
    await this.output.result(
      { type: "retention", ...place, ...retention },
      () => `${retention.mode} until ${formatTime(retention.until)}`,
    );
  }
}

function noRetention(place: string, noLock: boolean): NotFoundError {
  return new NotFoundError(`${place} has no ${noLock ? "object lock" : "retention"}`, {
    code: "NoSuchObjectLockConfiguration",
    hints: noLock
      ? ["Make a bucket with it: s3kit bucket create NAME --object-lock"]
      : [`Set one: s3kit retention set ${place} --mode governance --for 30d`],
  });
}
