import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatUser } from "../../lib/cli/format-user.js";

export default class UserCreate extends AdministrationCommand {
  static override summary = "Create a user of the gateway, with a key of his own.";
  static override description =
    "The secret access key is shown this one time. The user keeps both parts with `s3kit login ENDPOINT`, or gives them " +
    "to any S3 client.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> alice --control s3://control",
    "<%= config.bin %> <%= command.id %> bob --email bob@example.org --group lab --json",
  ];
  static override args = { name: Args.string({ required: true, description: "name of the user" }) };
  static override flags = {
    email: Flags.string({ helpValue: "ADDRESS", description: "e-mail address, for people to read" }),
    group: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME",
      description: "group to be in; repeatable",
    }),
    administrator: Flags.boolean({ default: false, description: "let him administer users and workspaces" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserCreate);
    const { email, group: groups, administrator: isAdministrator } = flags;
    const user = await this.administer(flags, async (registry) =>
      registry.createUser({ name: args.name, email, groups, isAdministrator }, { signal: this.signal }),
    );
    await this.output.result({ type: "user", ...user }, () => formatUser(user));
    this.output.note("The secret access key is not shown again");
  }
}
