import { Args } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatUser } from "../../lib/cli/format-user.js";

export default class UserRotateKey extends AdministrationCommand {
  static override summary = "Give a user another key; the old one, and tokens issued with it, end at once.";
  static override description =
    "The new secret is shown this one time. Who rotates his own key through a profile of `s3kit login` has the profile " +
    "changed with it.";
  static override examples = ["<%= config.bin %> <%= command.id %> alice --json"];
  static override args = { name: Args.string({ description: "name of the user (default: yourself)" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserRotateKey);
    const options = { signal: this.signal };
    const { user, kept } = await this.administer(flags, async (registry, { settings }) => {
      const name = args.name ?? (await registry.whoAmI({}, options)).user?.name ?? "";
      const before = await registry.showUser({ name }, options);
      const rotated = await registry.rotateUserKey({ name }, options);
      const { replaceProfileKey } = await import("../../lib/config/replace-profile-key.js");
      return {
        user: rotated,
        kept: await replaceProfileKey(settings.profile, before.accessKeyId, rotated, process.env),
      };
    });
    await this.output.result({ type: "user", ...user }, () => formatUser(user));
    this.output.note(
      kept === undefined ? "The secret access key is not shown again" : `The profile ${kept} has the new key`,
    );
  }
}
