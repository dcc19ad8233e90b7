import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { presetFlags, readPolicyText } from "../../lib/cli/policy-source.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PolicyDiff extends BaseCommand {
  static override summary = "Show what a policy file would change in the policy that is there.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos policy.json"];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket" }),
    file: Args.string({ description: "policy as JSON; - for standard input" }),
  };
  static override flags = presetFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyDiff);
    const { bucket } = parseS3Uri(args.uri);
    const policy = await readPolicyText(args.file, flags, bucket, this.signal);
    const [client, { getPolicy }, { diffDocuments }, { readJsonDocument }] = await Promise.all([
      this.connect(flags),
      import("../../lib/policy/bucket-policy.js"),
      import("../../lib/document/diff-documents.js"),
      import("../../lib/document/json-document.js"),
    ]);
    const { value } = readJsonDocument(policy.text, policy.name);
    const now = await getPolicy(client, bucket, { signal: this.signal });
    const difference = diffDocuments(now === undefined ? undefined : JSON.parse(now), value, "policy");
    const result = { bucket, changed: difference !== "", difference };
    await this.output.result(result, difference === "" ? "No difference" : difference);
  }
}
