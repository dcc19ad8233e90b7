import type { S3ErrorCode } from "../../wire/s3-error.js";
import { S3Error } from "../../wire/s3-error.js";
import type { RegisteredHook } from "./hook-api.js";

/** A hook gave no verdict. The message is for the client: it tells nothing of what went on inside. */
export class HookFailure extends Error {
  override readonly name = "HookFailure";
  readonly code: S3ErrorCode;

  constructor(message: string, options: { readonly code?: S3ErrorCode; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? "AccessDenied";
  }
}

/** Its client has gone, or another hook has refused: the verdict is not needed any more. */
export class HookCancelled extends Error {
  override readonly name = "HookCancelled";
}

/** What the client is told when a hook refuses. */
export function refusedByHook({ name }: RegisteredHook, reason: string): S3Error {
  return hookError(name, "AccessDenied", `Refused by hook ${name}: ${readable(reason)}`, reason);
}

/** What the client is told when a hook fails and so refuses. */
export function failedHook({ name }: RegisteredHook, failure: HookFailure): S3Error {
  return hookError(name, failure.code, `Hook ${name} failed: ${failure.message}`, failure.message);
}

function hookError(name: string, code: S3ErrorCode, message: string, reason: string): S3Error {
  return new S3Error(code, message, { details: { HookName: name, HookReason: readable(reason) } });
}

const MAX_REASON_CHARACTERS = 500;

/** What hooks say may hold anything, such as a file name that somebody chose. */
function readable(reason: string): string {
  // oxlint-disable-next-line no-control-regex -- controls are exactly what is replaced
  const line = reason.replace(/[\u0000-\u001f\u007f\ufffe\uffff]/g, " ").toWellFormed();
  return line.length > MAX_REASON_CHARACTERS ? `${line.slice(0, MAX_REASON_CHARACTERS)}…` : line;
}
