import { execa, ExecaError } from "execa";
import type { Hook, HookContext, HookEvent, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";

export interface ExecConfig extends CommonConfig {
  /** Program and arguments. Started as it is, without a shell. */
  readonly command: readonly [string, ...string[]];
  /** Default: `preUploadBeforeCheck`. */
  readonly event?: HookEvent;
  /** Contents larger than this are not given to it: `onError` decides. */
  readonly maxBytes?: number;
  /** Variables of the program's environment, besides the proxy's `PATH`, `HOME`, `LANG` and `TMPDIR`. */
  readonly environment?: Readonly<Record<string, string>>;
}

export const EXEC_SCHEMA = {
  type: "object",
  description:
    "Run a program with the content on its standard input. Exit 0: pass, 1: refuse, else: a failure",
  additionalProperties: false,
  required: ["command"],
  properties: {
    ...COMMON_PROPERTIES,
    command: { type: "array", items: { type: "string" }, minItems: 1 },
    event: {
      enum: ["preRequest", "preUploadBeforeCheck", "preUploadUnsafe", "postUpload", "postRetrieve"],
      default: "preUploadBeforeCheck",
    },
    maxBytes: { type: "integer", minimum: 1 },
    environment: { type: "object", additionalProperties: { type: "string" } },
  },
} as const;

/** How long a program that was told to end may take before it is killed. */
const KILL_AFTER_MS = 2000;
const MAX_OUTPUT_CHARACTERS = 64 * 1024;

/**
 * A hook that runs a program for each request: the content on its standard input, what the request is about in
 * `S3KIT_…` variables. Exit status 0 passes; 1 refuses, with the first line that it printed as the reason; every other, a
 * signal, or a program that cannot be started is a failure. It need not read its input. It is ended when its time is up
 * or the client has gone. Nothing of a request ever becomes part of a command line.
 */
export function execHooks(config: ExecConfig): readonly RegisteredHook[] {
  const { event = "preUploadBeforeCheck", maxBytes } = config;
  const defaults = { name: "exec", ...(maxBytes === undefined ? {} : { maxBytes }) };
  const withContent: Hook = async (context, content) => runProgram(config, context, content);
  const withoutContent: Hook = async (context) => runProgram(config, context, undefined);
  return [builtInHook(event, config, defaults, hasContent(event) ? withContent : withoutContent)];
}

function hasContent(event: HookEvent): boolean {
  return event !== "preRequest" && event !== "postUpload";
}

async function runProgram(
  { command: [program, ...programArguments], environment = {} }: ExecConfig,
  context: HookContext,
  content: AsyncIterable<Uint8Array> | undefined,
) {
  const { exitCode, stdout, stderr } = await ended(
    execa(program, programArguments, {
      ...(content === undefined ? { stdin: "ignore" } : { stdin: content }),
      env: { ...inheritedEnvironment(), ...environment, ...describe(context) },
      extendEnv: false,
      cancelSignal: context.signal,
      forceKillAfterDelay: KILL_AFTER_MS,
      maxBuffer: MAX_OUTPUT_CHARACTERS,
    }),
  );
  if (exitCode === 0) return { pass: true } as const;
  return { pass: false, reason: firstLine(stdout) ?? firstLine(stderr) ?? `${program} refused it` } as const;
}

/** @throws ExecaError for everything but exit status 0 and 1. */
async function ended(running: PromiseLike<Ended>): Promise<Ended> {
  try {
    return await running;
  } catch (error) {
    if (!(error instanceof ExecaError) || error.exitCode !== 1 || error.isCanceled || error.isMaxBuffer)
      throw error;
    return { exitCode: 1, stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const INHERITED = ["PATH", "HOME", "LANG", "TMPDIR"] as const;

/** The proxy's own environment holds the store's credentials. */
function inheritedEnvironment(): Readonly<Record<string, string>> {
  const present = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(present);
}

/** A null byte ends a variable, and may stand in a key. */
function describe(context: HookContext): Readonly<Record<string, string>> {
  const facts = {
    S3KIT_EVENT: context.event,
    S3KIT_OPERATION: context.operation,
    S3KIT_BUCKET: context.bucket,
    S3KIT_KEY: context.key,
    S3KIT_SIZE_BYTES: context.sizeBytes?.toString(),
    S3KIT_CONTENT_TYPE: context.contentType,
    S3KIT_ETAG: context.etag,
    S3KIT_VERSION_ID: context.versionId,
    S3KIT_METADATA: JSON.stringify(context.metadata),
    S3KIT_ACCESS_KEY_ID: context.accessKeyId,
    S3KIT_REQUEST_ID: context.requestId,
    S3KIT_REMOTE_ADDRESS: context.remoteAddress,
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value = ""]) => [name, value.replaceAll("\0", "\ufffd")]),
  );
}

function firstLine(text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");
}
