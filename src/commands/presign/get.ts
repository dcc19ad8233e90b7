import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignGet extends BaseCommand {
  static override summary = "Make an URL that lets whoever has it read one object for a while.";
  static override description =
    "Sends nothing: the URL is valid from now until it expires or the credentials that signed it do.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --expires 12h"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: Flags.string({
      default: "1h",
      helpValue: "15m|12h|7d",
      description: "how long it is valid, 7d at most",
    }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignGet);
    const expiresInSeconds = Math.round(parseDuration(flags.expires) / 1000);
    const [client, { presignObject }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-object.js"),
    ]);
    const target = { ...parseS3Uri(args.uri), versionId: flags["version-id"], expiresInSeconds };
    const presigned = await presignObject(client, { method: "GET", ...target });
    for (const warning of presigned.warnings) this.output.warn(warning);
    await this.output.result(presigned, presigned.url);
  }
}
