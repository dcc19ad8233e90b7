import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PolicyGet extends BaseCommand {
  static override summary = "Print a bucket's policy.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos > policy.json"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyGet);
    const { bucket } = parseS3Uri(args.uri);
    const [client, { loadPolicy }] = await Promise.all([
      this.connect(flags),
      import("../../lib/policy/load-policy.js"),
    ]);
    const document = JSON.parse(await loadPolicy(client, bucket, { signal: this.signal })) as object;
    await this.output.result(document, () => JSON.stringify(document, null, 2));
  }
}
