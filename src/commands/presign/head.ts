import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import {
  expiresFlag,
  responseFlags,
  toResponseOverrides,
  urlFormatFlag,
} from "../../lib/cli/presign-flags.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignHead extends BaseCommand {
  static override summary = "Make a URL that lets whoever has it read one object's properties for a while.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --expires 15m"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: expiresFlag,
    format: urlFormatFlag,
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
    ...responseFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignHead);
    const [client, { presignObject }, { formatPresignedUrl }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-object.js"),
      import("../../lib/presign/snippets.js"),
    ]);
    const presigned = await presignObject(client, {
      method: "HEAD",
      ...parseS3Uri(args.uri),
      versionId: flags["version-id"],
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      overrides: toResponseOverrides(flags),
    });
    for (const warning of presigned.warnings) this.output.warn(warning);
    await this.output.result(presigned, () => formatPresignedUrl(presigned, flags.format));
  }
}
