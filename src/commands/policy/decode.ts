import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import { describeForm, describeUrl } from "../../lib/cli/format-presigned.js";

export default class PolicyDecode extends BaseCommand {
  static override summary = "Show what a presigned URL, a POST policy or a whole form allows, and how long.";
  static override description = "Needs no store, and checks no signature: only the store has the secret.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> 'https://photos.s3.amazonaws.com/cat.jpg?X-Amz-Algorithm=…'",
    "<%= config.bin %> presign post s3://inbox/up/ --starts-with --json | <%= config.bin %> <%= command.id %> -",
  ];
  static override args = {
    text: Args.string({ required: true, description: "URL, Base64 policy or form; - for standard input" }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(PolicyDecode);
    const { decodePresigned } = await import("../../lib/presign/decode-presigned.js");
    const text = args.text === "-" ? await readTextArgument("-", this.signal) : args.text;
    const decoded = decodePresigned(text, new Date());
    await this.output.result(decoded, () =>
      (decoded.kind === "url" ? describeUrl(decoded) : describeForm(decoded)).join("\n"),
    );
  }
}
