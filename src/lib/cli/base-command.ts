import { Command, type Interfaces } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { EXIT } from "../errors/exit-codes.js";
import { InterruptedError } from "../errors/s3kit-error.js";
import { annotateError } from "../s3/error-context.js";
import { translateError } from "../s3/translate-error.js";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { boundHeap } from "./bound-heap.js";
import { hasFlag, wantsColor } from "./color.js";
import { confirm, type ConfirmationPlan } from "./confirm.js";
import {
  connectionFlags,
  outputFlags,
  toConnectionRequest,
  type ParsedConnectionFlags,
} from "./connection-flags.js";
import { listenForInterruption, type Interruption } from "./interruption.js";
import { OutputClosedError } from "../errors/output-closed-error.js";
import { Output } from "./output.js";
import { formatTrace } from "./format-trace.js";
import { toUsageError } from "./usage-error.js";
import { isWorkspaceUri } from "./workspace-uris.js";

/**
 * What all commands have: connection and output flags, a client, an output, and a signal that ^C aborts.
 * Commands parse flags, call one service and print; errors are only thrown, `run.ts` reports them.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = { ...connectionFlags, ...outputFlags };

  readonly #interruption: Interruption = listenForInterruption(() => process.exit(EXIT.interrupted));
  #output: Output | undefined;
  /** Of the first store connected to: names the store in errors that came without one. */
  #settings: ConnectionSettings | undefined;

  /** Aborted by SIGINT, SIGTERM and SIGHUP, with an `InterruptedError` as its reason. */
  protected get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /** For servers: SIGHUP calls `listener`, and does not abort {@link signal} any more. */
  protected onHangup(listener: () => void): void {
    this.#interruption.onHangup(listener);
  }

  /**
   * As oclif does, but for two things: a missing argument is not taken from standard input, which belongs to whoever runs
   * the command in a loop; and `workspace:NAME/path` becomes the place that it stands for.
   */
  protected override async parse<
    Flags extends Interfaces.OutputFlags<Flags>,
    BaseFlags extends Interfaces.OutputFlags<BaseFlags>,
    Args extends Interfaces.OutputArgs<Args>,
  >(
    options: Interfaces.Input<Flags, BaseFlags, Args> = this.ctor as Interfaces.Input<Flags, BaseFlags, Args>,
    argv: string[] = this.argv,
  ): Promise<Interfaces.ParserOutput<Flags, BaseFlags, Args>> {
    for (const arg of Object.values<{ ignoreStdin?: boolean }>(options.args ?? {})) arg.ignoreStdin = true;
    const parsed = await super.parse(options, argv);
    if (!Object.values<unknown>(parsed.args).flat().some(isWorkspaceUri)) return parsed;
    const { resolveWorkspaces } = await import("./resolve-workspaces.js");
    return resolveWorkspaces(parsed, process.env, this.signal);
  }

  /** Where results and notes go. */
  protected get output(): Output {
    this.#output ??= new Output({
      stdout: process.stdout,
      stderr: process.stderr,
      json: hasFlag(this.argv, "--json"),
      color: wantsColor({ isTTY: process.stdout.isTTY, env: process.env, argv: this.argv }),
    });
    return this.#output;
  }

  /** Where the flags, the environment and the profiles point to: see `resolveConnection`. */
  protected async resolve(flags: ParsedConnectionFlags): Promise<ConnectionSettings> {
    const { resolveConnection } = await import("../config/resolve-connection.js");
    const settings = await resolveConnection(toConnectionRequest(flags), process.env);
    this.noteConnection(settings);
    return settings;
  }

  /** Name this store in errors that come without one; the first counts. */
  protected noteConnection(settings: ConnectionSettings): void {
    this.#settings ??= settings;
  }

  /** A client for the store that the flags, the environment and the profiles point to. */
  protected async connect(flags: ParsedConnectionFlags): Promise<S3Client> {
    const [settings, { openStoreClient }] = await Promise.all([
      this.resolve(flags),
      import("./open-store-client.js"),
    ]);
    const client = await openStoreClient(
      settings,
      flags.verbose === true ? { onRequest: (trace) => this.#trace(trace) } : {},
    );
    if (flags.verbose === true) process.stderr.write(`${await this.#introduce(settings)}\n`);
    // Only now: start-up needs all the room it can get, and is over.
    boundHeap();
    return client;
  }

  /** Ask on the terminal before something destructive. @throws ConfirmationRequiredError unless confirmed. */
  protected async confirm(plan: ConfirmationPlan, options: { readonly yes: boolean }): Promise<void> {
    await confirm(plan, options, { stdin: process.stdin, stderr: process.stderr, signal: this.signal });
  }

  protected override async catch(error: Error): Promise<never> {
    if (error instanceof OutputClosedError) throw error;
    if (this.signal.aborted) throw new InterruptedError("Interrupted", { cause: error });
    throw toUsageError(error, this.id) ?? this.#translate(error);
  }

  protected override async finally(failure: Error | undefined): Promise<void> {
    this.#interruption.dispose();
    const flushed = this.#output?.flush();
    // A closed reader must not hide why the command failed.
    await (failure === undefined ? flushed : flushed?.catch(rethrowUnlessClosed));
  }

  #translate(error: Error): unknown {
    const { endpoint, region, profile } = this.#settings ?? {};
    annotateError(error, { endpoint, region, profile });
    return translateError(error);
  }

  async #introduce(settings: ConnectionSettings): Promise<string> {
    const { describeConnection } = await import("../config/describe-connection.js");
    const { profile, endpoint, region, credentials } = describeConnection(settings);
    return `> store ${endpoint ?? "AWS"}, region ${region}, profile ${profile ?? "none"}, credentials ${credentials}`;
  }

  #trace(trace: Parameters<typeof formatTrace>[0]): void {
    process.stderr.write(`${formatTrace(trace)}\n`);
  }
}

function rethrowUnlessClosed(error: unknown): void {
  if (!(error instanceof OutputClosedError)) throw error;
}
