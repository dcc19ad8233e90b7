import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { formatUserLine } from "../../lib/cli/format-user.js";

export default class UserList extends AdministrationCommand {
  static override summary = "List the users of the gateway.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(UserList);
    const users = await this.administer(flags, async (registry) =>
      registry.listUsers({}, { signal: this.signal }),
    );
    for (const user of users) await this.output.item({ type: "user", ...user }, () => formatUserLine(user));
    await this.output.summary({ users: users.length }, formatCount(users.length, "user"));
  }
}
