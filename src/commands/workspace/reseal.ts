import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";

export default class WorkspaceReseal extends AdministrationCommand {
  static override summary =
    "Seal the registry's secrets with the key ring's primary key, so that older keys can be retired.";
  static override description =
    "Run it after `key primary`, once all gateways were started with the new ring. The audit log stays as it was written: " +
    "keep the old keys for as long as it is to be read.";
  static override examples = ["<%= config.bin %> <%= command.id %> --control s3://control"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(WorkspaceReseal);
    const resealed = await this.administer(flags, async (_registry, { direct }) => {
      if (direct !== undefined) return direct.reseal({ signal: this.signal });
      throw new UsageError("This acts on the registry itself", {
        code: "NeedsRegistry",
        hints: ["Name its bucket with --control s3://BUCKET"],
      });
    });
    const { secretsResealed, secretCount } = resealed;
    await this.output.result(
      { type: "resealed", ...resealed },
      `Sealed ${secretsResealed.toString()} of ${formatCount(secretCount, "secret")} anew`,
    );
  }
}
