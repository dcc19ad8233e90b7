import type { AnswerRecord } from "../../wire/http/server-options.js";
import type { HookOutcome } from "../hooks/hook-outcome.js";

/** What is told of a request once it was answered: in the access log, and to those who look on. Holds no secret. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly remoteAddress: string;
  readonly accessKeyId: string | undefined;
  readonly method: string;
  readonly operation: string | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** 0 when the client had gone before an answer. */
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly ms: number;
  /** True or absent. */
  readonly aborted: boolean | undefined;
  readonly hooks: readonly AnsweredHook[] | undefined;
}

export interface AnsweredHook {
  readonly event: string;
  readonly hook: string;
  readonly outcome: HookOutcome["outcome"];
  readonly reason: string | undefined;
  readonly ms: number;
}

/** Neither headers nor the query, which may carry a signature, are ever told. */
export function describeAnswer(answer: AnswerRecord, hooks: readonly HookOutcome[]): AnsweredRequest {
  const { caller } = answer;
  return {
    requestId: answer.requestId,
    remoteAddress: answer.remoteAddress,
    accessKeyId: caller?.kind === "signed" ? caller.accessKeyId : undefined,
    method: answer.method,
    operation: answer.operation,
    bucket: answer.bucket,
    key: answer.key,
    status: answer.status,
    errorCode: answer.errorCode,
    receivedBytes: answer.receivedBytes,
    sentBytes: answer.sentBytes,
    ms: roundMs(answer.durationMs),
    aborted: answer.aborted ? true : undefined,
    hooks: hooks.length === 0 ? undefined : hooks.map(describeHook),
  };
}

export function describeHook({ event, hook, outcome, reason, durationMs }: HookOutcome): AnsweredHook {
  return { event, hook, outcome, reason, ms: roundMs(durationMs) };
}

function roundMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
