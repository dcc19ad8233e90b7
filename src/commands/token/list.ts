import { Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class TokenList extends AdministrationCommand {
  static override summary = "List the tokens that were issued to you; as an administrator, all.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];
  static override flags = {
    user: Flags.string({ helpValue: "NAME", description: "only those of this user" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenList);
    const tokens = await this.administer(flags, async (registry) =>
      registry.listTokens({ user: flags.user }, { signal: this.signal }),
    );
    for (const token of tokens) {
      const { id, user, mode, workspaces, expiresAt, isExpired } = token;
      const what = workspaces.length === 0 ? "everything" : workspaces.join(" ");
      await this.output.item({ type: "token", ...token }, () =>
        [id, user.padEnd(16), mode.padEnd(7), `${isExpired ? "ended" : "until"} ${expiresAt}`, what].join(
          "  ",
        ),
      );
    }
    await this.output.summary({ tokens: tokens.length }, formatCount(tokens.length, "token"));
  }
}
