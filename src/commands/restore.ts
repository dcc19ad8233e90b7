import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { parseObjectUri } from "../lib/cli/parse-object-uri.js";

const TIERS = { expedited: "Expedited", standard: "Standard", bulk: "Bulk" } as const;

export default class Restore extends BaseCommand {
  static override summary = "Have an archived object (GLACIER, DEEP_ARCHIVE) made readable for some days.";
  static override description =
    "The store takes the order and needs minutes to days for it, and charges for it: expedited most, bulk least. " +
    "`s3kit stat` shows how far it is. To bring back what was deleted: `s3kit undelete`; an old version: " +
    "`s3kit version restore`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://archive/2014.tar --days 7",
    "<%= config.bin %> <%= command.id %> s3://archive/2014.tar --days 2 --tier bulk",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    days: Flags.integer({
      required: true,
      min: 1,
      helpValue: "N",
      description: "how long the readable copy is kept",
    }),
    tier: Flags.option({ options: ["expedited", "standard", "bulk"] as const, default: "standard" as const })(
      {
        description: "how fast",
      },
    ),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Restore);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const [client, { restoreArchived }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/restore-archived.js"),
    ]);
    const request = { days: flags.days, tier: TIERS[flags.tier] };
    const outcome = await restoreArchived(client, place, request, { signal: this.signal });
    const words = {
      started: "Ordered; it takes its time:",
      extended: "Readable already, and now for longer:",
    };
    await this.output.result(
      { type: "restore", ...place, ...request, outcome },
      `${words[outcome]} s3kit stat ${args.uri}`,
    );
  }
}
