import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";
import { promptLine, promptSecret, readLine } from "../../lib/cli/prompt.js";
import type { Profile } from "../../lib/config/profiles.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";

interface CredentialFlags {
  readonly "access-key-id"?: string | undefined;
  readonly "secret-stdin": boolean;
  readonly "from-env": boolean;
  readonly "aws-profile"?: string | undefined;
  readonly "no-sign-request": boolean;
}

type Credentials = Pick<
  Profile,
  "accessKeyId" | "secretAccessKey" | "sessionToken" | "awsProfile" | "anonymous"
>;

export default class ProfileAdd extends BaseCommand {
  static override summary = "Keep a store and the credentials for it under a name.";
  static override description =
    "The secret key is asked for on the terminal, or read from stdin or from the environment; never from a flag, " +
    "which other users of the machine could see. It is kept in a file that only you can read.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ceph --endpoint http://127.0.0.1:7480 --access-key-id AKIDEXAMPLE --use",
    "pass show garage | <%= config.bin %> <%= command.id %> garage --endpoint https://s3.example.org --region garage --access-key-id GKEXAMPLE --secret-stdin",
    "<%= config.bin %> <%= command.id %> work --aws-profile company-sso --region eu-central-1",
  ];
  static override args = { name: Args.string({ required: true, description: "name of the profile" }) };
  static override flags = {
    "access-key-id": Flags.string({ description: "id of the access key", helpValue: "ID" }),
    "secret-stdin": Flags.boolean({
      description: "read the secret key from stdin",
      dependsOn: ["access-key-id"],
    }),
    "from-env": Flags.boolean({
      default: false,
      description: "keep the credentials of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
      exclusive: ["access-key-id"],
    }),
    "aws-profile": Flags.string({
      description: "take the credentials from a profile of ~/.aws, whenever they are needed",
      helpValue: "NAME",
      exclusive: ["access-key-id", "from-env"],
    }),
    "ca-file": Flags.string({
      description: "PEM file of certificate authorities to trust",
      helpValue: "PATH",
    }),
    control: Flags.string({
      description: "administer the registry of users and workspaces in this bucket with it",
      helpValue: "s3://BUCKET",
    }),
    use: Flags.boolean({ default: false, description: "use it wherever no other profile is named" }),
    overwrite: Flags.boolean({ default: false, description: "replace the profile of that name" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileAdd);
    const { saveProfile, useProfile } = await import("../../lib/config/profiles.js");
    const { maskProfile } = await import("../../lib/config/describe-connection.js");
    const profile: Profile = {
      ...(flags.endpoint === undefined ? {} : { endpoint: flags.endpoint }),
      ...(flags.region === undefined ? {} : { region: flags.region }),
      ...(flags["path-style"] === undefined ? {} : { pathStyle: flags["path-style"] }),
      ...(flags["ca-file"] === undefined ? {} : { caFile: flags["ca-file"] }),
      ...(flags.control === undefined ? {} : { control: `s3://${parseBucket(flags.control)}` }),
      ...(flags["access-grants"] ? { accessGrants: true } : {}),
      ...(await this.#credentials(flags)),
    };
    await saveProfile(args.name, profile, process.env, { overwrite: flags.overwrite });
    if (flags.use) await useProfile(args.name, process.env);
    const document = { name: args.name, inUse: flags.use, ...maskProfile(profile) };
    await this.output.result(document, `Added the profile ${args.name}`);
    if (!flags.use)
      this.output.note(`Use it with --profile ${args.name}, or always: s3kit profile use ${args.name}`);
  }

  async #credentials(flags: CredentialFlags): Promise<Credentials> {
    if (flags["no-sign-request"]) return { anonymous: true };
    if (flags["aws-profile"] !== undefined) return { awsProfile: flags["aws-profile"] };
    if (flags["from-env"]) return credentialsFromEnvironment();
    const accessKeyId = flags["access-key-id"] ?? (await this.#askAccessKeyId());
    if (accessKeyId === undefined) return {};
    const secretAccessKey = flags["secret-stdin"] ? await readLine(process.stdin) : await this.#askSecret();
    if (secretAccessKey === "") throw new UsageError("The secret key is empty", { code: "NoCredentials" });
    return { accessKeyId, secretAccessKey };
  }

  async #askAccessKeyId(): Promise<string | undefined> {
    if (!process.stdin.isTTY) return undefined;
    const answer = await promptLine(
      "Access key id (empty: use the AWS credential chain): ",
      this.#terminal(),
    );
    return answer.trim() === "" ? undefined : answer.trim();
  }

  async #askSecret(): Promise<string> {
    if (!process.stdin.isTTY) {
      throw new UsageError("There is no terminal to ask for the secret key on", {
        code: "NoCredentials",
        hints: ["Pass --secret-stdin and write it to stdin, or pass --from-env"],
      });
    }
    return (await promptSecret("Secret access key (not shown): ", this.#terminal())).trim();
  }

  #terminal() {
    return { stdin: process.stdin, stderr: process.stderr, signal: this.signal };
  }
}

function credentialsFromEnvironment(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new UsageError("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set", {
      code: "NoCredentials",
    });
  }
  const token = AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {};
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, ...token };
}
