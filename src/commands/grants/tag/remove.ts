import { Args } from "@oclif/core";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsTagRemove extends GrantsCommand {
  static override summary = "Remove tags of an instance, a location or a grant of S3 Access Grants.";
  static override description = "Prints the tags that are left.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> arn:aws:s3:eu-west-1:111122223333:access-grants/default team",
  ];
  static override args = {
    arn: Args.string({ required: true, description: "ARN of the instance, location or grant" }),
    names: Args.string({ required: true, multiple: true, description: "names of tags" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsTagRemove);
    const { getTags, removeTags } = await import("../../../lib/grants/tags.js");
    const tags = await this.withGrants(flags, async (grants) => {
      await removeTags(grants, { arn: args.arn, names: args.names }, { signal: this.signal });
      return getTags(grants, args.arn, { signal: this.signal });
    });
    await this.output.result({ type: "tags", arn: args.arn, tags }, () => formatTags(tags));
  }
}
