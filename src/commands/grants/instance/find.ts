import { Args } from "@oclif/core";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceFind extends GrantsCommand {
  static override summary = "Say which instance of S3 Access Grants is responsible for a place.";
  static override description = "It can belong to another account, whose number is in its ARN.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos/2026/"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/prefix" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsInstanceFind);
    const { findInstance } = await import("../../../lib/grants/instances.js");
    const { id, arn } = await this.withGrants(flags, async (grants) =>
      findInstance(grants, args.uri, { signal: this.signal }),
    );
    await this.output.result({ type: "instance", id, arn }, arn);
  }
}
