import { Flags } from "@oclif/core";
import { formatInstance } from "../../../lib/cli/format-grants.js";
import { GrantsCommand, tagFlag } from "../../../lib/cli/grants-command.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";

export default class GrantsInstanceCreate extends GrantsCommand {
  static override summary = "Make the instance of S3 Access Grants of an account and region.";
  static override description =
    "There is one at most. Next register places with `grants location add`, then grant access to parts of them with " +
    "`grants grant create`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --profile gateway --account-id 111122223333",
  ];
  static override flags = {
    tag: tagFlag,
    "identity-center": Flags.string({
      helpValue: "ARN",
      description: "instance of IAM Identity Center whose users and groups can be grantees",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsInstanceCreate);
    const input = { tags: parsePairs(flags.tag ?? [], "--tag"), identityCenterArn: flags["identity-center"] };
    const { createInstance } = await import("../../../lib/grants/instances.js");
    const instance = await this.withGrants(flags, async (grants) =>
      createInstance(grants, input, { signal: this.signal }),
    );
    await this.output.result({ type: "instance", ...instance }, () => formatInstance(instance));
  }
}
