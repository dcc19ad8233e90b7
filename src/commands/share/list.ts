import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatLinkLine, formatShareLine } from "../../lib/cli/format-share.js";
import { parseExpiry } from "../../lib/cli/parse-expiry.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class ShareList extends AdministrationCommand {
  static override summary =
    "List what you share and what is shared with you; as an administrator, all shares.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> lab --json",
    "<%= config.bin %> <%= command.id %> --links",
  ];
  static override args = { workspace: Args.string({ description: "only shares of this workspace" }) };
  static override flags = {
    given: Flags.boolean({ description: "only what you share", exclusive: ["received"] }),
    received: Flags.boolean({ description: "only what is shared with you" }),
    expiring: Flags.string({
      helpValue: "7d",
      description: "only what ends within that time",
      exclusive: ["links"],
    }),
    links: Flags.boolean({ description: "links instead of shares", exclusive: ["given", "received"] }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareList);
    const options = { signal: this.signal };
    if (flags.links) {
      const links = await this.administer(flags, async (registry) => registry.listLinks({}, options));
      for (const link of links) await this.output.item({ type: "link", ...link }, () => formatLinkLine(link));
      await this.output.summary({ links: links.length }, formatCount(links.length, "link"));
      return;
    }
    const all = await this.administer(flags, async (registry) =>
      registry.listShares({ workspace: args.workspace }, options),
    );
    const wanted = flags.given ? "given" : flags.received ? "received" : undefined;
    const end = flags.expiring === undefined ? undefined : parseExpiry(flags.expiring, new Date());
    const shares = all.filter(
      ({ direction, expiresAt, isExpired }) =>
        (wanted === undefined || direction === wanted) &&
        (end === undefined || (expiresAt !== null && expiresAt <= end && !isExpired)),
    );
    for (const share of shares)
      await this.output.item({ type: "share", ...share }, () => formatShareLine(share));
    await this.output.summary({ shares: shares.length }, formatCount(shares.length, "share"));
  }
}
