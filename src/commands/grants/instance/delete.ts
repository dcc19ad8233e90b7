import { Flags } from "@oclif/core";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceDelete extends GrantsCommand {
  static override summary = "Delete the instance of S3 Access Grants, which must be empty.";
  static override examples = ["<%= config.bin %> <%= command.id %> --yes"];
  static override flags = {
    yes: Flags.boolean({ char: "y", default: false, description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsInstanceDelete);
    const { deleteInstance, getInstance } = await import("../../../lib/grants/instances.js");
    const instance = await this.withGrants(flags, async (grants) => {
      const found = await getInstance(grants, { signal: this.signal });
      await this.confirm({ action: `Delete the Access Grants instance ${found.arn}` }, flags);
      await deleteInstance(grants, { signal: this.signal });
      return found;
    });
    await this.output.result({ type: "removed", arn: instance.arn }, `Deleted ${instance.arn}`);
  }
}
