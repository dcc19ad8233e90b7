import { Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { formatDetails } from "../../lib/cli/format-details.js";

export default class WorkspaceSettings extends AdministrationCommand {
  static override summary = "Show or change where workspaces go by themselves, and how tokens are issued.";
  static override description = "An empty value takes a setting back.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --default-bucket data --default-prefix workspaces/",
  ];
  static override flags = {
    "default-bucket": Flags.string({
      helpValue: "NAME",
      description: "bucket of workspaces that name none (else the control bucket)",
    }),
    "default-prefix": Flags.string({ helpValue: "PREFIX", description: "prefix that they go below" }),
    "gateway-url": Flags.string({ helpValue: "URL", description: "where users reach the gateway" }),
    "sts-role": Flags.string({ helpValue: "ARN", description: "role that `token issue --mode sts` assumes" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(WorkspaceSettings);
    const changes = {
      ...setting("defaultBucket", flags["default-bucket"]),
      ...(flags["default-prefix"] === undefined ? {} : { defaultPrefix: flags["default-prefix"] }),
      ...setting("gatewayEndpoint", flags["gateway-url"]),
      ...setting("stsRoleArn", flags["sts-role"]),
    };
    const options = { signal: this.signal };
    const settings = await this.administer(flags, async (registry) =>
      Object.keys(changes).length === 0
        ? registry.showSettings({}, options)
        : registry.updateSettings(changes, options),
    );
    await this.output.result({ type: "settings", ...settings }, () =>
      formatDetails([
        ["default bucket", settings.defaultBucket ?? "the control bucket"],
        ["default prefix", settings.defaultPrefix],
        ["gateway", settings.gatewayEndpoint ?? undefined],
        ["STS role", settings.stsRoleArn ?? undefined],
      ]),
    );
  }
}

function setting<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string | null>> {
  if (value === undefined) return {};
  return { [name]: value === "" ? null : value } as Record<Name, string | null>;
}
