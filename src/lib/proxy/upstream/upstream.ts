import type { Handler } from "../../wire/exchange.js";
import type { AnswerSubject } from "../../wire/http/server-options.js";

/** The store behind a proxy, whichever it is. */
export interface Upstream {
  /** Answers what all stages let through. */
  readonly handler: Handler;
  /** For people: a URL, or the folder of an embedded store. Holds no secret. */
  readonly name: string;
  /** More headers for answers, refusals included; for stores that do not answer over HTTP themselves. */
  readonly answerHeaders?: ((subject: AnswerSubject) => Readonly<Record<string, string>>) | undefined;
  /** More headers for refusals that are not the store's own; for stores that are reached over HTTP. Never rejects. */
  readonly refusalHeaders?:
    | ((subject: AnswerSubject) => Promise<Readonly<Record<string, string>>>)
    | undefined;
  /** Resolves when the store answers at all; what it answers does not matter. @throws what went wrong on the way. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
