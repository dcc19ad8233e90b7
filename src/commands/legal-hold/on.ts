import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";

export default class LegalHoldOn extends BaseCommand {
  static override summary = "Keep an object from being deleted until the hold is lifted.";
  static override description =
    "Has no end of its own, and goes beside a retention. Works in buckets made with object lock.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://ledger/2024.csv"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LegalHoldOn);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const [client, { setLegalHold }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/object-lock.js"),
    ]);
    await setLegalHold(client, place, true, { signal: this.signal });
    await this.output.result(
      { type: "legal-hold", ...place, legalHold: true },
      `Holds ${args.uri} until the hold is lifted`,
    );
  }
}
