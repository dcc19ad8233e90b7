import { Args } from "@oclif/core";
import { accessFlags, toAccessInput } from "../../lib/cli/access-flags.js";
import { credentialFormatFlag } from "../../lib/cli/credential-format-flag.js";
import { GrantsCommand } from "../../lib/cli/grants-command.js";

export default class GrantsCredentials extends GrantsCommand {
  static override summary = "Print temporary credentials that a grant gives.";
  static override examples = [
    `eval "$(<%= config.bin %> <%= command.id %> 's3://reports/2026/*' --permission READ)"`,
    "<%= config.bin %> <%= command.id %> s3://reports/q1.csv --privilege minimal --duration 15m --json",
    "credential_process = <%= config.bin %> <%= command.id %> s3://reports/* --format credential-process",
  ];
  static override args = {
    target: Args.string({ required: true, description: "s3://bucket/prefix*, or s3://bucket/key" }),
  };
  static override flags = { ...accessFlags, format: credentialFormatFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsCredentials);
    const input = toAccessInput(args.target, flags);
    const [{ getDataAccess }, { formatCredentials }] = await Promise.all([
      import("../../lib/grants/caller-access.js"),
      import("../../lib/sts/format-credentials.js"),
    ]);
    const credentials = await this.withGrants(flags, async (grants) =>
      getDataAccess(grants, input, { signal: this.signal }),
    );
    await this.output.result(credentials, () => formatCredentials(credentials, flags.format));
  }
}
