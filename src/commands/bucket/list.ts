import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatBucketLine } from "../../lib/cli/format-listing.js";

export default class BucketList extends BaseCommand {
  static override summary = "List your buckets.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --json",
  ];
  static override flags = {
    prefix: Flags.string({ helpValue: "TEXT", description: "only names that begin so" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(BucketList);
    const [client, { listBuckets }] = await Promise.all([
      this.connect(flags),
      import("../../lib/s3/list-buckets.js"),
    ]);
    let count = 0;
    for await (const bucket of listBuckets(client, { prefix: flags.prefix, signal: this.signal })) {
      count += 1;
      await this.output.item({ type: "bucket", ...bucket }, () => formatBucketLine(bucket));
    }
    await this.output.summary({ buckets: count }, count === 0 ? "There are no buckets" : "");
  }
}
