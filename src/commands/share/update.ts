import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatShare } from "../../lib/cli/format-share.js";
import { parseExpiry } from "../../lib/cli/parse-expiry.js";
import { permissionFlag, toPermission } from "../../lib/cli/share-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";

export default class ShareUpdate extends AdministrationCommand {
  static override summary = "Change what a share permits, or when it ends.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k --permission read",
    "<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k --expires 30d",
    "<%= config.bin %> <%= command.id %> ab2cd3ef4gh5ij6k --expires never",
  ];
  static override args = { id: Args.string({ required: true, description: "id, from `share list`" }) };
  static override flags = {
    permission: permissionFlag({ description: "what they may do" }),
    expires: Flags.string({ helpValue: "7d|DATE|never", description: "when it ends" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareUpdate);
    const { permission, expires } = flags;
    if (permission === undefined && expires === undefined)
      throw new UsageError("What shall be changed?", { hints: ["Pass --permission, --expires or both"] });
    const input = {
      id: args.id,
      ...(permission === undefined ? {} : { permission: toPermission(permission) }),
      ...(expires === undefined
        ? {}
        : { expiresAt: expires === "never" ? null : parseExpiry(expires, new Date()) }),
    };
    const share = await this.administer(flags, async (registry) =>
      registry.updateShare(input, { signal: this.signal }),
    );
    await this.output.result({ type: "share", ...share }, () => formatShare(share));
  }
}
