import { BaseCommand } from "../../lib/cli/base-command.js";

export default class StsWhoami extends BaseCommand {
  static override summary = "Say whose credentials are in use, as the store sees it.";
  static override examples = ["<%= config.bin %> <%= command.id %> --profile backup"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(StsWhoami);
    const [settings, { createStsClient }, { getCallerIdentity }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/sts/sts-client.js"),
      import("../../lib/sts/caller-identity.js"),
    ]);
    const client = await createStsClient(settings);
    const identity = await getCallerIdentity(client, { signal: this.signal });
    await this.output.result(identity, () =>
      [
        `account  ${identity.account ?? "-"}`,
        `arn      ${identity.arn ?? "-"}`,
        `user id  ${identity.userId ?? "-"}`,
      ].join("\n"),
    );
  }
}
