import { Args } from "@oclif/core";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsTagList extends GrantsCommand {
  static override summary = "Print the tags of an instance, a location or a grant of S3 Access Grants.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> arn:aws:s3:eu-west-1:111122223333:access-grants/default",
  ];
  static override args = {
    arn: Args.string({ required: true, description: "ARN of the instance, location or grant" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsTagList);
    const { getTags } = await import("../../../lib/grants/tags.js");
    const tags = await this.withGrants(flags, async (grants) =>
      getTags(grants, args.arn, { signal: this.signal }),
    );
    await this.output.result({ type: "tags", arn: args.arn, tags }, () => formatTags(tags));
    if (Object.keys(tags).length === 0 && !this.output.json) this.output.note(`${args.arn} has no tags`);
  }
}
