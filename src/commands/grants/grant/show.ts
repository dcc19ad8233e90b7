import { formatGrant } from "../../../lib/cli/format-grants.js";
import { GrantsCommand, idArg } from "../../../lib/cli/grants-command.js";

export default class GrantsGrantShow extends GrantsCommand {
  static override summary = "Show a grant.";
  static override examples = ["<%= config.bin %> <%= command.id %> a1b2c3d4-5678-90ab-cdef-111111111111"];
  static override args = { id: idArg };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsGrantShow);
    const { getGrant } = await import("../../../lib/grants/grants.js");
    const grant = await this.withGrants(flags, async (grants) =>
      getGrant(grants, args.id, { signal: this.signal }),
    );
    await this.output.result({ type: "grant", ...grant }, () => formatGrant(grant));
  }
}
