import { Args } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";

export default class ProxyKeyRemove extends BaseCommand {
  static override summary = "Remove a key of the proxy.";
  static override description =
    "Clients that sign with it are refused once a running proxy has read its keys again (SIGHUP).";
  static override examples = ["<%= config.bin %> <%= command.id %> S3KTABCDEFGHIJKLMNOP"];
  static override args = {
    id: Args.string({ required: true, description: "access key id" }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(ProxyKeyRemove);
    const { removeProxyKey } = await import("../../../lib/proxy/keys/key-file.js");
    await removeProxyKey(args.id, process.env);
    await this.output.result({ type: "removed", accessKeyId: args.id }, `Removed ${args.id}`);
  }
}
