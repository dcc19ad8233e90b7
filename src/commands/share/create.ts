import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatShare } from "../../lib/cli/format-share.js";
import { parseExpiry } from "../../lib/cli/parse-expiry.js";
import { permissionFlag, toPermission } from "../../lib/cli/share-flags.js";

export default class ShareCreate extends AdministrationCommand {
  static override summary = "Share a workspace, or a part of it, with a user or a group.";
  static override description =
    "Gateways hold it to its date, and let it end within two seconds when it is revoked, also for tokens that were " +
    "issued before.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> lab bob --permission read",
    "<%= config.bin %> <%= command.id %> lab --group students --permission readwrite --prefix homework/ --expires 7d",
  ];
  static override args = {
    workspace: Args.string({ required: true, description: "name of the workspace" }),
    user: Args.string({ description: "name of the user" }),
  };
  static override flags = {
    group: Flags.string({ helpValue: "NAME", description: "share with this group instead of a user" }),
    permission: permissionFlag({ required: true, description: "what they may do" }),
    prefix: Flags.string({ helpValue: "SUB/", description: "only what is below it in the workspace" }),
    expires: Flags.string({
      helpValue: "7d|DATE",
      description: "when it ends (default: when it is revoked)",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareCreate);
    const { group, prefix } = flags;
    const input = {
      workspace: args.workspace,
      user: args.user,
      group,
      permission: toPermission(flags.permission),
      prefix,
      expiresAt: flags.expires === undefined ? undefined : parseExpiry(flags.expires, new Date()),
    };
    const share = await this.administer(flags, async (registry) =>
      registry.createShare(input, { signal: this.signal }),
    );
    await this.output.result({ type: "share", ...share }, () => formatShare(share));
  }
}
