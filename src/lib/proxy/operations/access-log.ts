import { pino, destination, stdTimeFunctions, type DestinationStream } from "pino";
import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { AnswerRecord } from "../../wire/http/server-options.js";
import type { HookOutcome } from "../hooks/hook-outcome.js";
import { describeAnswer, describeHook } from "./describe-answer.js";

/**
 * One JSON line for each request, once it was answered. Holds no secret: neither headers nor the query, which may carry
 * a signature, are ever written.
 */
export interface AccessLog {
  writeAnswer(answer: AnswerRecord, hooks: readonly HookOutcome[]): void;
  /** A hook that ended after its request was answered. */
  writeLateHook(outcome: HookOutcome): void;
  /** Open the file anew by its name: log rotation has moved the old one away. */
  reopen(): void;
  close(): Promise<void>;
}

/** Where access logs go: a file, appended to and made with mode 0600, or an open stream such as stderr. */
export type AccessLogTarget = { readonly file: string } | { readonly stream: NodeJS.WritableStream };

/**
 * Open an access log. A reader of it who is slow, or gone, never holds up requests: what does not fit into 1 MiB is
 * dropped.
 *
 * @throws ConfigurationError when the file cannot be opened.
 */
export async function openAccessLog(target: AccessLogTarget): Promise<AccessLog> {
  const sink = "file" in target ? await openFile(target.file) : openStream(target.stream);
  const logger = pino({ base: null, timestamp: stdTimeFunctions.isoTime }, sink.destination);
  return {
    writeAnswer: (answer, hooks) => {
      logger.info(describeAnswer(answer, hooks));
    },
    writeLateHook: (outcome) => {
      logger.info({ requestId: outcome.requestId, hooks: [describeHook(outcome)] });
    },
    reopen: sink.reopen,
    close: sink.close,
  };
}

const MAX_WAITING_BYTES = 1024 * 1024;

interface Sink {
  readonly destination: DestinationStream;
  readonly reopen: () => void;
  readonly close: () => Promise<void>;
}

async function openFile(file: string): Promise<Sink> {
  const boom = destination({
    dest: file,
    append: true,
    mode: 0o600,
    sync: false,
    maxLength: MAX_WAITING_BYTES,
  });
  await new Promise<void>((resolve, reject) => {
    boom.once("ready", resolve);
    boom.once("error", (cause: Error) => {
      reject(unusableLog(file, cause));
    });
  });
  // A full disk must not end the proxy: lines are lost until there is room again.
  boom.on("error", (error: Error) => {
    process.stderr.write(`The access log ${file} cannot be written: ${error.message}\n`);
  });
  return {
    destination: boom,
    reopen: () => {
      boom.reopen();
    },
    close: async () =>
      new Promise((resolve) => {
        boom.once("close", resolve);
        boom.end();
      }),
  };
}

function unusableLog(file: string, cause: Error): ConfigurationError {
  return new ConfigurationError(`The access log ${file} cannot be opened: ${cause.message}`, {
    code: "AccessLogUnusable",
    hints: ["Name another file with --access-log, or `-` for stderr"],
    cause,
  });
}

/** How long lines are collected: at thousands of requests a second, a write for each would cost a third of them. */
const COLLECT_MS = 20;

/** The stream belongs to the caller, and stays open. */
function openStream(stream: NodeJS.WritableStream): Sink {
  // Whoever read it has gone: the log ends there, the proxy goes on. Also after the end: what was written last may fail yet.
  stream.on("error", () => {});
  let collected = "";
  const flush = (): void => {
    const lines = collected;
    collected = "";
    // An unread pipe keeps what is written to it in memory.
    if (lines !== "" && stream.writable && waitingBytes(stream) < MAX_WAITING_BYTES) stream.write(lines);
  };
  return {
    destination: {
      write: (line) => {
        if (collected === "") setTimeout(flush, COLLECT_MS);
        if (collected.length < MAX_WAITING_BYTES) collected += line;
      },
    },
    reopen: () => {},
    close: async () => {
      flush();
      return Promise.resolve();
    },
  };
}

function waitingBytes(stream: NodeJS.WritableStream): number {
  return (stream as { readonly writableLength?: number }).writableLength ?? 0;
}
