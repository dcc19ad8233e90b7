import { Args } from "@oclif/core";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceAssociate extends GrantsCommand {
  static override summary = "Let users and groups of an IAM Identity Center be grantees; AWS only.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> arn:aws:sso:::instance/ssoins-1234567890abcdef",
  ];
  static override args = {
    arn: Args.string({ required: true, description: "ARN of the instance of IAM Identity Center" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsInstanceAssociate);
    const { associateIdentityCenter } = await import("../../../lib/grants/instances.js");
    await this.withGrants(flags, async (grants) =>
      associateIdentityCenter(grants, args.arn, { signal: this.signal }),
    );
    await this.output.result({ type: "associated", identityCenterArn: args.arn }, `Associated ${args.arn}`);
  }
}
