import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { credentialFormatFlag } from "../../lib/cli/credential-format-flag.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";

export default class StsAssumeRole extends BaseCommand {
  static override summary =
    "Print temporary credentials with the rights of a role, narrowed by a policy if one is given.";
  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> arn:aws:iam:::role/reader --duration 1h)"',
    "<%= config.bin %> <%= command.id %> arn:aws:iam:::role/reader --policy only-photos.json --json",
  ];
  static override args = { role: Args.string({ required: true, description: "ARN of the role" }) };
  static override flags = {
    duration: Flags.string({
      helpValue: "15m|1h|12h",
      description: "how long they last (default: the store's)",
    }),
    "session-name": Flags.string({ default: "s3kit", description: "name of the session in audit logs" }),
    policy: Flags.string({
      helpValue: "FILE",
      description: "policy that narrows the rights; - for standard input",
    }),
    "external-id": Flags.string({ description: "external id that the role asks for" }),
    format: credentialFormatFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(StsAssumeRole);
    const [settings, { createStsClient }, { assumeRole }, { formatCredentials }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/sts/sts-client.js"),
      import("../../lib/sts/temporary-credentials.js"),
      import("../../lib/sts/format-credentials.js"),
    ]);
    const input = {
      roleArn: args.role,
      sessionName: flags["session-name"],
      durationSeconds: flags.duration === undefined ? undefined : parseDuration(flags.duration) / 1000,
      policy: flags.policy === undefined ? undefined : await readTextArgument(flags.policy, this.signal),
      externalId: flags["external-id"],
    };
    const client = await createStsClient(settings);
    const credentials = await assumeRole(client, input, { signal: this.signal });
    await this.output.result(credentials, () => formatCredentials(credentials, flags.format));
  }
}
