import type { AnswerRecord } from "../../wire/http/server-options.js";
import type { HookOutcome } from "../hooks/hook-outcome.js";
import { describeAnswer, type AnsweredRequest } from "./describe-answer.js";

export interface RecentRequest extends AnsweredRequest {
  /** ISO 8601: when it was answered. */
  readonly time: string;
}

/** The last requests of one process. */
export interface RecentRequests {
  record(answer: AnswerRecord, hooks: readonly HookOutcome[]): void;
  /** The latest first. */
  list(): readonly RecentRequest[];
}

/** As many as fit on a tall screen. */
const KEPT = 200;

interface Kept {
  readonly atMs: number;
  readonly answer: AnswerRecord;
  readonly hooks: readonly HookOutcome[];
}

/** Keeps the last {@link KEPT} requests as they are; they are put into words when somebody looks. */
export function createRecentRequests(): RecentRequests {
  const kept: Kept[] = [];
  let next = 0;
  return {
    record: (answer, hooks) => {
      kept[next] = { atMs: Date.now(), answer, hooks };
      next = (next + 1) % KEPT;
    },
    list: () => [...kept.slice(next), ...kept.slice(0, next)].toReversed().map(describe),
  };
}

/** Of several processes, the latest first. */
export function latestOf(lists: readonly (readonly RecentRequest[])[]): readonly RecentRequest[] {
  return lists
    .flat()
    .toSorted((one, other) => (one.time < other.time ? 1 : -1))
    .slice(0, KEPT);
}

function describe({ atMs, answer, hooks }: Kept): RecentRequest {
  return { time: new Date(atMs).toISOString(), ...describeAnswer(answer, hooks) };
}
