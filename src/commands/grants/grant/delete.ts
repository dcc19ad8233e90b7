import { Flags } from "@oclif/core";
import { GrantsCommand, idArg } from "../../../lib/cli/grants-command.js";

export default class GrantsGrantDelete extends GrantsCommand {
  static override summary = "Take a grant back.";
  static override description =
    "At a gateway what it gave ends at once. On AWS, and for locations that give out the store's own credentials, " +
    "these live on until they end.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> a1b2c3d4-5678-90ab-cdef-111111111111 --yes",
  ];
  static override args = { id: idArg };
  static override flags = {
    yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsGrantDelete);
    const { deleteGrant, getGrant } = await import("../../../lib/grants/grants.js");
    const { id, scope, grantee } = await this.withGrants(flags, async (grants) => {
      const grant = await getGrant(grants, args.id, { signal: this.signal });
      const what = `${grant.permission} on ${grant.scope} from ${grant.grantee}`;
      await this.confirm({ action: `Take back ${what}` }, flags);
      await deleteGrant(grants, grant.id, { signal: this.signal });
      return grant;
    });
    await this.output.result({ type: "removed", id, scope, grantee }, `Deleted ${id} (${scope})`);
  }
}
