import { type Command, Help } from "@oclif/core";

/** Exit statuses in the words of the help; the numbers are those of `errors/exit-codes.ts`. */
export const EXIT_STATUS_HELP: readonly (readonly [status: string, meaning: string])[] = [
  ["0", "done"],
  ["1", "another failure"],
  ["2", "wrong words: unknown command or flag, bad argument"],
  ["3", "some items failed, the others are done"],
  ["4", "not found"],
  ["5", "denied, or no credentials"],
  ["6", "conflict: exists already, changed meanwhile, not empty"],
  ["7", "network, or the store kept failing"],
  ["8", "configuration, or a file or disk of this machine"],
  ["10", "a mistake in s3kit itself"],
  ["11", "bytes that do not match their checksum or cannot be decrypted"],
  ["12", "the store does not support it"],
  ["13", "not confirmed"],
  ["130", "interrupted"],
];

/** Environment variables that s3kit looks at, beside all others of the AWS SDKs. */
export const ENVIRONMENT_HELP: readonly (readonly [name: string, meaning: string])[] = [
  ["AWS_ACCESS_KEY_ID", "credentials"],
  ["AWS_SECRET_ACCESS_KEY", ""],
  ["AWS_SESSION_TOKEN", ""],
  ["AWS_PROFILE", "profile of ~/.aws"],
  ["AWS_ENDPOINT_URL_S3", "URL of the store; else AWS_ENDPOINT_URL"],
  ["AWS_REGION", "region; else AWS_DEFAULT_REGION"],
  ["AWS_CA_BUNDLE", "file of certificate authorities to trust"],
  ["AWS_MAX_ATTEMPTS", "tries for a request"],
  ["S3KIT_PROFILE", "as --profile: one of s3kit, else of ~/.aws"],
  ["S3KIT_CONFIG_DIR", "folder of s3kit's settings (default: ~/.config/s3kit)"],
  ["NO_COLOR", "no colours"],
];

/** oclif's help, and what scripts need besides: exit statuses and environment variables. */
export default class S3kitHelp extends Help {
  override formatCommand(command: Command.Loadable): string {
    return `${super.formatCommand(command).trimEnd()}\n\n${this.#compact("EXIT STATUS", EXIT_STATUS_HELP)}\n`;
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp();
    this.log(this.#table("ENVIRONMENT", ENVIRONMENT_HELP));
    this.log("");
    this.log(this.#table("EXIT STATUS", EXIT_STATUS_HELP));
    this.log("");
  }

  /** All in a few lines: each command repeats it. */
  #compact(title: string, rows: readonly (readonly [string, string])[]): string {
    return this.section(title, this.wrap(rows.map((row) => row.join(" ")).join(" · ")));
  }

  #table(title: string, rows: readonly (readonly [string, string])[]): string {
    const copies = rows.map(([left, right]): [string, string] => [left, right]);
    return this.section(
      title,
      this.renderList(copies, { indentation: 2, stripAnsi: this.opts.stripAnsi ?? false }),
    );
  }
}
