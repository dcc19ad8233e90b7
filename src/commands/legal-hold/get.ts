import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";

export default class LegalHoldGet extends BaseCommand {
  static override summary = "Say whether a legal hold keeps an object from being deleted.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://ledger/2024.csv"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LegalHoldGet);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const [client, { getLegalHold }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/object-lock.js"),
    ]);
    const legalHold = await getLegalHold(client, place, { signal: this.signal });
    await this.output.result({ type: "legal-hold", ...place, legalHold }, legalHold ? "on" : "off");
  }
}
