import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";

export default class UserInvitations extends AdministrationCommand {
  static override summary = "List the invitations that nobody has used yet.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(UserInvitations);
    const invitations = await this.administer(flags, async (registry) =>
      registry.listInvitations({}, { signal: this.signal }),
    );
    for (const invitation of invitations) {
      const { id, userName, groups, expiresAt } = invitation;
      await this.output.item({ type: "invitation", ...invitation }, () =>
        [id, expiresAt, userName ?? "(any name)", groups.join(", ")].join("  ").trimEnd(),
      );
    }
    await this.output.summary(
      { invitations: invitations.length },
      formatCount(invitations.length, "invitation"),
    );
  }
}
