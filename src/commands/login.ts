import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { promptLine, promptSecret, readLine } from "../lib/cli/prompt.js";
import type { GatewayKey } from "../lib/cli/save-gateway-profile.js";
import { UsageError } from "../lib/errors/s3kit-error.js";

export default class Login extends BaseCommand {
  static override summary = "Keep your key for a gateway, and use the gateway from now on.";
  static override description =
    "The secret comes from --secret-access-key, from S3KIT_SECRET_ACCESS_KEY, from AWS_SECRET_ACCESS_KEY when " +
    "AWS_ACCESS_KEY_ID is the same key, from stdin, or is asked for. It is kept in a file that only you can read, as a " +
    "profile named like the gateway's host, or like --profile says.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> https://s3.example.org",
    "pass show lab | <%= config.bin %> <%= command.id %> https://s3.example.org --access-key-id S3KUEXAMPLE",
  ];
  static override args = { endpoint: Args.string({ required: true, description: "URL of the gateway" }) };
  static override flags = {
    "access-key-id": Flags.string({ helpValue: "ID", description: "id of your access key" }),
    "secret-access-key": Flags.string({
      helpValue: "SECRET",
      description:
        "your secret; others on this machine can see it while the command runs: better not on the command line",
      exclusive: ["secret-stdin"],
    }),
    "secret-stdin": Flags.boolean({ default: false, description: "read the secret from stdin" }),
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
    const { args, flags } = await this.parse(Login);
    const { askWhoAmI, gatewayConnection, saveGatewayProfile } =
      await import("../lib/cli/save-gateway-profile.js");
    const place = { endpoint: args.endpoint, region: flags.region, caFile: flags["ca-file"] };
    const anonymous = await gatewayConnection(place, undefined);
    const key = await this.#key(flags);
    const settings = { ...anonymous, credentials: key };
    this.noteConnection(settings);
    const { user, isAdministrator } = await askWhoAmI(settings, this.signal);
    const endpoint = settings.endpoint ?? args.endpoint;
    const options = { name: flags.profile, use: flags.use };
    const profile = await saveGatewayProfile({ ...place, endpoint }, key, options, process.env);
    const name = user?.name ?? null;
    await this.output.result(
      {
        type: "login",
        profile,
        endpoint,
        user: name,
        isAdministrator,
        accessKeyId: key.accessKeyId,
        inUse: flags.use,
      },
      `Logged in to ${endpoint} as ${name ?? "administrator"}; the profile is called ${profile}`,
    );
  }

  async #key(flags: KeyFlags): Promise<GatewayKey> {
    const {
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
      S3KIT_SECRET_ACCESS_KEY: own,
    } = process.env;
    const asked = flags["access-key-id"] ?? (id === "" ? undefined : id) ?? (await this.#askId());
    const fromEnvironment = own || (id === asked ? secret : undefined);
    const secretAccessKey =
      flags["secret-access-key"] ??
      (flags["secret-stdin"] ? await readLine(process.stdin) : fromEnvironment || (await this.#askSecret()));
    if (secretAccessKey.trim() === "") throw noSecret();
    return { accessKeyId: asked, secretAccessKey: secretAccessKey.trim() };
  }

  async #askId(): Promise<string> {
    if (!process.stdin.isTTY)
      throw new UsageError("Whose key is it?", { code: "NoCredentials", hints: ["Pass --access-key-id"] });
    const answer = await promptLine("Access key id: ", this.#terminal());
    return answer.trim();
  }

  async #askSecret(): Promise<string> {
    if (!process.stdin.isTTY) return readLine(process.stdin);
    return promptSecret("Secret access key (not shown): ", this.#terminal());
  }

  #terminal() {
    return { stdin: process.stdin, stderr: process.stderr, signal: this.signal };
  }
}

interface KeyFlags {
  readonly "access-key-id"?: string | undefined;
  readonly "secret-access-key"?: string | undefined;
  readonly "secret-stdin": boolean;
}

function noSecret(): UsageError {
  return new UsageError("The secret key is empty", {
    code: "NoCredentials",
    hints: ["Write it to stdin, set S3KIT_SECRET_ACCESS_KEY, or pass --secret-access-key"],
  });
}
