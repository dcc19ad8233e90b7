import { Args } from "@oclif/core";
import { formatTags } from "../../../lib/cli/format-tags.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";

export default class GrantsTagAdd extends GrantsCommand {
  static override summary = "Add tags to an instance, a location or a grant of S3 Access Grants.";
  static override description = "Prints the tags that it has then.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> arn:aws:s3:eu-west-1:111122223333:access-grants/default team=data",
  ];
  static override args = {
    arn: Args.string({ required: true, description: "ARN of the instance, location or grant" }),
    tags: Args.string({ required: true, multiple: true, description: "NAME=VALUE" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsTagAdd);
    const added = parsePairs(args.tags);
    const { addTags, getTags } = await import("../../../lib/grants/tags.js");
    const tags = await this.withGrants(flags, async (grants) => {
      await addTags(grants, { arn: args.arn, tags: added }, { signal: this.signal });
      return getTags(grants, args.arn, { signal: this.signal });
    });
    await this.output.result({ type: "tags", arn: args.arn, tags }, () => formatTags(tags));
  }
}
