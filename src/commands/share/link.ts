import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { parseExpiry } from "../../lib/cli/parse-expiry.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";
import { promptSecret, readLine } from "../../lib/cli/prompt.js";

export default class ShareLink extends AdministrationCommand {
  static override summary = "Make a link under which anybody can download one object.";
  static override description =
    "The gateway serves it: as long as you like, counted, and until it is revoked, or you may not read the object any " +
    "more. The link is shown this one time.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/lab/report.pdf --expires 90d",
    "<%= config.bin %> <%= command.id %> workspace:lab/report.pdf --max-downloads 10 --password",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: Flags.string({
      helpValue: "90d|DATE",
      description: "when it ends (default: when it is revoked)",
    }),
    "max-downloads": Flags.integer({ min: 1, helpValue: "N", description: "how often it can be downloaded" }),
    password: Flags.boolean({
      default: false,
      description: "ask for a password, which is typed, read from stdin, or from S3KIT_LINK_PASSWORD",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ShareLink);
    const { bucket, key } = parseObjectUri(args.uri);
    const input = {
      bucket,
      key,
      expiresAt: flags.expires === undefined ? undefined : parseExpiry(flags.expires, new Date()),
      maxDownloads: flags["max-downloads"],
      password: flags.password ? await this.#password() : undefined,
    };
    const link = await this.administer(flags, async (registry) =>
      registry.createLink(input, { signal: this.signal }),
    );
    await this.output.result({ type: "link", ...link }, link.url ?? link.token);
    if (link.url === null)
      this.output.warn("The gateway's address is not known: set it with `workspace settings --gateway-url`");
    this.output.note(`Revoke it with: s3kit share unlink ${link.id}`);
  }

  async #password(): Promise<string> {
    const set = process.env["S3KIT_LINK_PASSWORD"];
    if (set !== undefined && set !== "") return set;
    if (!process.stdin.isTTY) return readLine(process.stdin);
    const terminal = { stdin: process.stdin, stderr: process.stderr, signal: this.signal };
    return promptSecret("Password of the link (not shown): ", terminal);
  }
}
