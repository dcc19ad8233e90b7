import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readPolicyOf } from "../../lib/cli/read-policy-of.js";

export default class PolicyExplain extends BaseCommand {
  static override summary = "Say in plain words what each field and statement of a policy means.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos",
    "<%= config.bin %> <%= command.id %> policy.json --bucket photos",
  ];
  static override args = { source: Args.string({ required: true, description: "file, - or s3://bucket" }) };
  static override flags = {
    bucket: Flags.string({ helpValue: "NAME", description: "bucket that a file is for" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyExplain);
    const { explainPolicy } = await import("../../lib/policy/explain-policy.js");
    const { text, bucket } = await readPolicyOf(
      args.source,
      flags.bucket,
      () => this.connect(flags),
      this.signal,
    );
    const lines = explainPolicy(text, bucket);
    await this.output.result({ bucket, explanation: lines }, () =>
      lines
        .map(
          ({ field, value, meaning }) =>
            `${field.startsWith("Statement") ? "\n" : "  "}${field}${value === "" ? "" : ` ${value}`}: ${meaning}`,
        )
        .join("\n"),
    );
  }
}
