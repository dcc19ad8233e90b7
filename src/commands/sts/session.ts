import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { credentialFormatFlag } from "../../lib/cli/credential-format-flag.js";
import { parseDuration } from "../../lib/cli/parse-time.js";

export default class StsSession extends BaseCommand {
  static override summary = "Print temporary credentials with the rights of the ones in use.";
  static override examples = ['eval "$(<%= config.bin %> <%= command.id %> --duration 1h)"'];
  static override flags = {
    duration: Flags.string({
      helpValue: "15m|1h|12h",
      description: "how long they last (default: the store's)",
    }),
    format: credentialFormatFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(StsSession);
    const [settings, { createStsClient }, { getSessionToken }, { formatCredentials }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/sts/sts-client.js"),
      import("../../lib/sts/temporary-credentials.js"),
      import("../../lib/sts/format-credentials.js"),
    ]);
    const durationSeconds = flags.duration === undefined ? undefined : parseDuration(flags.duration) / 1000;
    const client = await createStsClient(settings);
    const credentials = await getSessionToken(client, { durationSeconds }, { signal: this.signal });
    await this.output.result(credentials, () => formatCredentials(credentials, flags.format));
  }
}
