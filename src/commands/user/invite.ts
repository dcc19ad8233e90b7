import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { parseExpiry } from "../../lib/cli/parse-expiry.js";

export default class UserInvite extends AdministrationCommand {
  static override summary = "Make a code with which somebody can register himself, once.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> carol --group lab --expires 3d",
  ];
  static override args = {
    name: Args.string({ description: "the only name it is good for (default: any)" }),
  };
  static override flags = {
    group: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME",
      description: "group to be in from the start; repeatable",
    }),
    expires: Flags.string({
      helpValue: "7d|DATE",
      description: "until when it can be used (7d when not given)",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(UserInvite);
    const expiresAt = flags.expires === undefined ? undefined : parseExpiry(flags.expires, new Date());
    const invitation = await this.administer(flags, async (registry) =>
      registry.createInvitation(
        { userName: args.name, groups: flags.group, expiresAt },
        { signal: this.signal },
      ),
    );
    await this.output.result({ type: "invitation", ...invitation }, invitation.code);
    this.output.note(
      `Good once, until ${invitation.expiresAt}: s3kit register ENDPOINT --code ${invitation.code} --name ${args.name ?? "NAME"}`,
    );
  }
}
