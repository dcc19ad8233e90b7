import { formatCount } from "../../../lib/cli/format-size.js";
import { GrantsCommand } from "../../../lib/cli/grants-command.js";

export default class GrantsInstanceList extends GrantsCommand {
  static override summary = "List the instances of S3 Access Grants of an account in this region.";
  static override examples = ["<%= config.bin %> <%= command.id %> --region eu-west-1"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsInstanceList);
    const { listInstances } = await import("../../../lib/grants/instances.js");
    const count = await this.withGrants(flags, async (grants) => {
      let found = 0;
      for await (const instance of listInstances(grants, { signal: this.signal })) {
        await this.output.item({ type: "instance", ...instance }, instance.arn);
        found += 1;
      }
      return found;
    });
    await this.output.summary({ instances: count }, formatCount(count, "instance"));
  }
}
