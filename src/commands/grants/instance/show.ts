import { formatInstance } from "../../../lib/cli/format-grants.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceShow extends GrantsCommand {
  static override summary = "Show the instance of S3 Access Grants of an account and region.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsInstanceShow);
    const { getInstance } = await import("../../../lib/grants/instances.js");
    const instance = await this.withGrants(flags, async (grants) =>
      getInstance(grants, { signal: this.signal }),
    );
    await this.output.result({ type: "instance", ...instance }, () => formatInstance(instance));
  }
}
