import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";

export default class Register extends BaseCommand {
  static override summary = "Become a user of a gateway with an invitation's code, and log in.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> https://s3.example.org --code CODE --name carol",
  ];
  static override args = { endpoint: Args.string({ required: true, description: "URL of the gateway" }) };
  static override flags = {
    code: Flags.string({
      required: true,
      helpValue: "CODE",
      description: "the invitation's code; it is used up",
    }),
    name: Flags.string({ required: true, helpValue: "NAME", description: "name that you want to have" }),
    "ca-file": Flags.string({
      helpValue: "PATH",
      description: "PEM file of certificate authorities to trust",
    }),
    use: Flags.boolean({
      default: true,
      allowNo: true,
      description: "use it wherever no other profile is named",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Register);
    const [{ gatewayConnection, saveGatewayProfile }, { openGatewayAdministration }] = await Promise.all([
      import("../lib/cli/save-gateway-profile.js"),
      import("../lib/gateway/client/gateway-administration.js"),
    ]);
    const place = { endpoint: args.endpoint, region: flags.region, caFile: flags["ca-file"] };
    const settings = await gatewayConnection(place, undefined);
    this.noteConnection(settings);
    const gateway = await openGatewayAdministration(settings);
    const { code, name } = flags;
    const user = await gateway.administration.register({ code, name }, { signal: this.signal });
    await gateway.close();
    const endpoint = settings.endpoint ?? args.endpoint;
    const options = { name: flags.profile, use: flags.use };
    const profile = await saveGatewayProfile({ ...place, endpoint }, user, options, process.env);
    await this.output.result(
      { type: "registered", profile, endpoint, ...user },
      `You are ${user.name} now; your key ${user.accessKeyId} is kept in the profile ${profile}`,
    );
  }
}
