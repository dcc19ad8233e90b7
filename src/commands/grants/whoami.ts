import { formatDetails } from "../../lib/cli/format-details.js";
import { GrantsCommand } from "../../lib/cli/grants-command.js";

export default class GrantsWhoami extends GrantsCommand {
  static override summary = "Say who the credentials are to S3 Access Grants, and whose instance they ask.";
  static override description = "The ARN is what a grant must name to be for them.";
  static override examples = ["<%= config.bin %> <%= command.id %> --profile gateway"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(GrantsWhoami);
    const [settings, { createStsClient }, { getCallerIdentity }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/sts/sts-client.js"),
      import("../../lib/sts/caller-identity.js"),
    ]);
    const client = await createStsClient(settings);
    const { account, arn } = await getCallerIdentity(client, { signal: this.signal });
    const document = {
      type: "caller",
      arn: arn ?? null,
      account: account ?? null,
      instanceAccount: flags["account-id"] ?? account ?? null,
      region: settings.region,
    };
    await this.output.result(document, () =>
      formatDetails([
        ["arn", arn],
        ["account", account],
        ["asks account", document.instanceAccount ?? undefined],
        ["region", settings.region],
      ]),
    );
  }
}
