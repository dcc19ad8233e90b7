import { Args, Flags } from "@oclif/core";
import { AdministrationCommand } from "../../lib/cli/administration-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { ConfigurationError, UsageError } from "../../lib/errors/s3kit-error.js";
import type { IssuedToken, WorkspaceDocument } from "../../lib/workspace/administration-answers.js";

export default class WorkspaceExec extends AdministrationCommand {
  static override summary = "Run a program with fresh credentials for a workspace, which end when it ends.";
  static override description =
    "The program finds AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL and AWS_REGION in its " +
    "environment, and the workspace's place in S3KIT_WORKSPACE_URI, _BUCKET and _PREFIX. Its exit status is the command's.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> lab -- python train.py",
    `<%= config.bin %> <%= command.id %> lab -- sh -c 'aws s3 sync "$S3KIT_WORKSPACE_URI" ./data'`,
  ];
  static override args = {
    name: Args.string({ required: true, description: "name of the workspace" }),
    command: Args.string({
      required: true,
      multiple: true,
      description: "program and its arguments, after --",
    }),
  };
  static override flags = {
    duration: Flags.string({
      default: "12h",
      helpValue: "15m|12h|7d",
      description: "how long the credentials last at most",
    }),
    user: Flags.string({ helpValue: "NAME", description: "as this user; for administrators" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkspaceExec);
    const [program = "", ...words] = args.command;
    const durationSeconds = parseDuration(flags.duration) / 1000;
    process.exitCode = await this.administer(flags, async (registry, { mode, settings }) => {
      const options = { signal: this.signal };
      const workspace = await registry.showWorkspace({ name: args.name }, options);
      const order = { workspaces: [workspace.name], user: flags.user, durationSeconds };
      const issued = await registry.issueToken(order, options);
      try {
        const endpoint = mode === "gateway" ? settings.endpoint : (issued.endpoint ?? undefined);
        if (endpoint === undefined) throw noGateway();
        return await this.#run(program, words, environmentFor(issued, workspace, endpoint, settings.region));
      } finally {
        // Also after ^C: the credentials have done their work.
        await registry.revokeToken({ id: issued.id });
      }
    });
  }

  async #run(
    program: string,
    words: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<number> {
    const { execa } = await import("execa");
    // The terminal sends ^C to the program, too; other signals are handed on.
    const { exitCode, signal, code, shortMessage } = await execa(program, words, {
      stdio: "inherit",
      env,
      reject: false,
      cancelSignal: this.signal,
    });
    if (exitCode !== undefined) return exitCode;
    if (signal !== undefined) return SIGNAL_STATUS + (SIGNALS[signal] ?? 0);
    throw new UsageError(`${program} cannot be run: ${code ?? shortMessage ?? "unknown"}`, {
      code: "CannotRun",
    });
  }
}

/** As shells have it. */
const SIGNAL_STATUS = 128;
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function environmentFor(
  token: IssuedToken,
  { name, uri, bucket, prefix }: WorkspaceDocument,
  endpoint: string,
  region: string,
): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: token.accessKeyId,
    AWS_SECRET_ACCESS_KEY: token.secretAccessKey,
    AWS_SESSION_TOKEN: token.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: token.expiration,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    S3KIT_WORKSPACE: name,
    S3KIT_WORKSPACE_URI: uri,
    S3KIT_WORKSPACE_BUCKET: bucket,
    S3KIT_WORKSPACE_PREFIX: prefix,
  };
}

function noGateway(): ConfigurationError {
  return new ConfigurationError(
    "The gateway's address is not known, and the credentials are good there alone",
    {
      code: "NoGatewayEndpoint",
      hints: ["Set it with: s3kit workspace settings --gateway-url URL"],
    },
  );
}
