import { Args } from "@oclif/core";
import { accessFlags, toAccessInput } from "../../lib/cli/access-flags.js";
import { GrantsCommand } from "../../lib/cli/grants-command.js";
import { runProgram } from "../../lib/cli/run-program.js";

export default class GrantsExec extends GrantsCommand {
  static override summary = "Run a program with temporary credentials that a grant gives.";
  static override description =
    "The program finds them in AWS_ACCESS_KEY_ID and so on, with the store's endpoint and region, and what they are good " +
    "for in S3KIT_GRANT_SCOPE. Its exit status is the command's.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> 's3://reports/2026/*' -- aws s3 sync s3://reports/2026/ .",
    "<%= config.bin %> <%= command.id %> 's3://team/in/*' --permission READWRITE -- python job.py",
  ];
  static override args = {
    target: Args.string({ required: true, description: "s3://bucket/prefix*, or s3://bucket/key" }),
    command: Args.string({
      required: true,
      multiple: true,
      description: "program and its arguments, after --",
    }),
  };
  static override flags = accessFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsExec);
    const input = toAccessInput(args.target, flags);
    const [settings, { getDataAccess }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/grants/caller-access.js"),
    ]);
    const credentials = await this.withGrants(flags, async (grants) =>
      getDataAccess(grants, input, { signal: this.signal }),
    );
    const { endpoint, region } = settings;
    const env = {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_CREDENTIAL_EXPIRATION: credentials.expiration.toISOString(),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      // They would come before the credentials.
      AWS_PROFILE: undefined,
      S3KIT_PROFILE: undefined,
      S3KIT_GRANT_SCOPE: credentials.matchedTarget,
    };
    process.exitCode = await runProgram(args.command, env, this.signal);
  }
}
