import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import type { ParsedAdministrationFlags } from "../../lib/cli/administration-flags.js";
import { formatToken, tokenFormatFlags } from "../../lib/cli/format-token.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import type { IssuedToken } from "../../lib/workspace/administration-answers.js";

export default class TokenIssue extends AdministrationCommand {
  static override summary = "Issue short-lived credentials for some workspaces, or for all that you may use.";
  static override description =
    "The gateway's own (--mode gateway) work there, with any S3 client; each request is checked, so that they end with the " +
    "share, the user or the token. With --mode sts the store itself issues them, for itself: nobody can revoke those before " +
    "they end.";
  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> lab shared-data --duration 8h)"',
    "<%= config.bin %> <%= command.id %> lab --json",
    "<%= config.bin %> <%= command.id %> lab --format rclone --alias lab >> ~/.config/rclone/rclone.conf",
    "<%= config.bin %> <%= command.id %> lab --user alice --mode sts --role arn:aws:iam::123456789012:role/workspaces",
  ];
  static override args = {
    workspaces: Args.string({
      description: "names of workspaces (default: all that you may use)",
      multiple: true,
    }),
  };
  static override flags = {
    duration: Flags.string({ helpValue: "15m|1h|7d", description: "how long they last (1h when not given)" }),
    user: Flags.string({ helpValue: "NAME", description: "for this user; for administrators" }),
    mode: Flags.option({ options: ["gateway", "sts"] as const })({
      default: "gateway",
      description: "whose credentials they are: the gateway's, or the store's",
    }),
    role: Flags.string({ helpValue: "ARN", description: "role to assume with --mode sts" }),
    "revoke-type": Flags.string({
      helpValue: "TAG",
      description: "with --mode sts on MinIO: name by which `mc admin accesskey sts-revoke` can end them",
    }),
    ...tokenFormatFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenIssue);
    const token = await this.#issue(args.workspaces ?? [], flags);
    const text = this.output.json ? "" : await formatToken(token, flags.format, flags.alias);
    await this.output.result({ type: "token", ...token }, text);
    if (token.mode === "sts")
      this.output.warn(`These credentials cannot be revoked: they are good until ${token.expiration}`);
    else if (token.endpoint === null)
      this.output.warn(
        "The gateway's address is not known: set it with `workspace settings --gateway-url URL`",
      );
  }

  async #issue(workspaces: readonly string[], flags: IssueFlags): Promise<IssuedToken> {
    const options = { signal: this.signal };
    const order = {
      workspaces,
      user: flags.user,
      durationSeconds: flags.duration === undefined ? undefined : parseDuration(flags.duration) / 1000,
    };
    return this.administer(flags, async (registry, opened) => {
      if (flags.mode === "gateway") {
        const token = await registry.issueToken(order, options);
        // A user's own way to the gateway is the one that works for him.
        return {
          ...token,
          endpoint: opened.mode === "gateway" ? (opened.settings.endpoint ?? null) : token.endpoint,
        };
      }
      const { issueStsToken } = await import("../../lib/cli/issue-sts-token.js");
      const input = { ...order, roleArn: flags.role, revokeType: flags["revoke-type"] };
      return issueStsToken(registry, opened, input, options);
    });
  }
}

interface IssueFlags extends ParsedAdministrationFlags {
  readonly mode: "gateway" | "sts";
  readonly user?: string | undefined;
  readonly duration?: string | undefined;
  readonly role?: string | undefined;
  readonly "revoke-type"?: string | undefined;
}
