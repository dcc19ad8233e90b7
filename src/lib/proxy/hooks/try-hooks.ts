import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { NotFoundError } from "../../errors/s3kit-error.js";
import { S3Error } from "../../wire/s3-error.js";
import type { HookFacts } from "./call-hook.js";
import type { HookSurroundings } from "./content-check.js";
import { spoolContent } from "./content-spool.js";
import type { HookEvent, RegisteredHook } from "./hook-api.js";
import { HookFailure } from "./hook-failure.js";
import type { HookOutcome } from "./hook-outcome.js";
import type { HookSet } from "./hook-set.js";
import { runWithoutContent } from "./run-without-content.js";
import { SpooledUpload } from "./spooled-upload.js";

export interface TryHooksInput {
  /** File whose content stands in for an upload or a download. */
  readonly file: string;
  readonly event: HookEvent;
  /** Only the hook of this name. Default: all of the event. */
  readonly hook?: string | undefined;
  /** What the hooks are told besides; the file's size is filled in. */
  readonly facts: Omit<HookFacts, "sizeBytes">;
}

/** How a hook took it. */
export interface TriedHook extends Pick<HookOutcome, "event" | "hook" | "outcome" | "reason" | "durationMs"> {
  readonly source: string;
  /** What it threw, if it failed. */
  readonly error: string | undefined;
  /** Size of the content that it put in place of what it was given. */
  readonly changedToBytes: number | undefined;
}

/**
 * Run the hooks of an event on a local file, each by itself, in the order in which a proxy runs them; a hook that changes
 * content changes it for those after it. Goes on after a refusal. Content is kept on disk, never in memory.
 *
 * @throws {@link NotFoundError} when there is no such file, or no such hook.
 */
export async function* tryHooks(
  { byEvent }: HookSet,
  input: TryHooksInput,
  signal: AbortSignal,
): AsyncGenerator<TriedHook> {
  const { together, inOrder } = byEvent[input.event];
  const hooks = [...together, ...inOrder].filter(
    ({ name }) => input.hook === undefined || name === input.hook,
  );
  if (hooks.length === 0) throw noSuchHook(input);
  const sizeBytes = await sizeOf(input.file);
  const upload = new SpooledUpload(await spoolContent(createReadStream(input.file)));
  try {
    for (const hook of hooks) yield await tryHook(hook, upload, { ...input.facts, sizeBytes }, signal);
  } finally {
    await upload.close();
  }
}

async function tryHook(
  hook: RegisteredHook,
  upload: SpooledUpload,
  facts: HookFacts,
  signal: AbortSignal,
): Promise<TriedHook> {
  let ended: HookOutcome | undefined;
  let thrown: unknown;
  const surroundings: HookSurroundings = {
    facts,
    signal,
    observe: (outcome) => {
      ended = outcome;
    },
    onError: (error) => {
      // The reason says it already.
      if (!(error instanceof HookFailure)) thrown = error;
    },
  };
  const before = upload.spool;
  try {
    if (hook.event === "preRequest" || hook.event === "postUpload")
      await runWithoutContent(hook, surroundings);
    else await upload.runInOrder([hook], surroundings);
  } catch (error) {
    // Its refusal, which `ended` tells.
    if (!(error instanceof S3Error)) throw error;
  }
  const { outcome = "failed", reason, durationMs = 0 } = ended ?? {};
  return {
    event: hook.event,
    hook: hook.name,
    source: hook.source,
    outcome,
    reason,
    durationMs,
    error: thrown === undefined ? undefined : describe(thrown),
    changedToBytes: upload.spool === before ? undefined : upload.spool.sizeBytes,
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

async function sizeOf(file: string): Promise<number> {
  try {
    const { size, isFile } = await stat(file).then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (isFile) return size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new NotFoundError(`There is no file ${file}`, { code: "NoSuchFile" });
}

function noSuchHook({ event, hook }: TryHooksInput): NotFoundError {
  const which = hook === undefined ? "no hook" : `no hook named ${hook}`;
  return new NotFoundError(`There is ${which} for ${event}`, {
    code: "NoSuchHook",
    hints: ["`s3kit proxy hooks list` shows all hooks", "Name a folder of hook files with --hooks"],
  });
}
