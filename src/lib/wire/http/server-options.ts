import type { SecretLookup } from "../auth/credentials.js";
import type { Caller, Handler, Headers, S3Request, S3Response } from "../exchange.js";
import type { Operation } from "../operation.js";
import type { DrainLimits } from "./drain-request.js";
import type { OwnApi } from "./own-api.js";

export interface S3ServerOptions {
  readonly handler: Handler;
  readonly secrets: SecretLookup;
  /** Host names, lower-case, that this server answers for besides IP addresses and `localhost`; buckets may stand before them. */
  readonly hostSuffixes?: readonly string[];
  /** Region that signatures must name. Default: any. */
  readonly region?: string;
  /** PEM; given, the server speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly clock?: () => Date;
  readonly timeouts?: Partial<ServerTimeouts>;
  readonly drain?: DrainLimits;
  /** Sees every request that was routed and authenticated, just before its handler. */
  readonly onRequest?: (request: S3Request) => void;
  /** Sees every answer once it was sent, or its client has gone: for access logs and metrics. */
  readonly onAnswer?: (answer: AnswerRecord) => void;
  /** Sees what became an InternalError, which tells the client nothing. Default: a line on stderr. */
  readonly onError?: (error: unknown, answer: AnswerSubject) => void;
  /** More headers for every answer, refusals included: CORS, for instance. */
  readonly answerHeaders?: (subject: AnswerSubject) => Readonly<Record<string, string>>;
  /** More headers for a refusal that the server or its handler words; must not reject. Default: none. */
  readonly refusalHeaders?: (subject: AnswerSubject) => Promise<Readonly<Record<string, string>>>;
  /**
   * Paths of the server's own, such as `/-/`, answered without a signature instead of being read as S3's. The prefix
   * must be no bucket's name; under a bucket's own host name every path is still a key.
   */
  readonly intercept?: {
    readonly pathPrefix: string;
    readonly answer: (subject: AnswerSubject) => Promise<S3Response> | S3Response;
  };
  /** Signed APIs besides S3, each of which takes certain requests for itself: the first that claims one answers it. */
  readonly ownApis?: readonly OwnApi[];
}

/** Milliseconds. */
export interface ServerTimeouts {
  /** From a connection's first byte, or its opening, to the end of the request's head. */
  readonly headersMs: number;
  /** How long a client may neither send what is awaited nor take what is offered, before it is given up. */
  readonly noProgressMs: number;
  /** How long an idle connection is kept; above the pool idle time of the usual SDKs. */
  readonly keepAliveMs: number;
  /** How long `close()` waits for requests under way. */
  readonly shutdownMs: number;
}

/** Where a server is told nothing else. */
export const DEFAULT_TIMEOUTS: ServerTimeouts = {
  headersMs: 30_000,
  noProgressMs: 30_000,
  keepAliveMs: 65_000,
  shutdownMs: 10_000,
};

/** Enough for what a client has in flight when it is refused. */
export const DEFAULT_DRAIN: DrainLimits = { maxBytes: 16 * 1024 * 1024, timeoutMs: 5_000 };

/** What is known of a request whatever became of it. */
export interface AnswerSubject {
  readonly requestId: string;
  readonly method: string;
  /** Its query may hold a signature or a session token: not for logs as it is. */
  readonly rawTarget: string;
  readonly remoteAddress: string;
  readonly headers: Headers;
  /** Undefined when the request was refused before it was routed; the same for the next four. */
  readonly operation: Operation | undefined;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly caller: Caller | undefined;
}

export interface AnswerRecord extends AnswerSubject {
  /** 0 when the client had gone before an answer. */
  readonly status: number;
  /** S3's code, when the request was refused. */
  readonly errorCode: string | undefined;
  /** On the connection while the request was served, framing included. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly durationMs: number;
  /** True when the client went away before it had the whole answer. */
  readonly aborted: boolean;
}

/** The options with every default filled in, and what the running server adds. */
export interface ServerContext {
  readonly options: S3ServerOptions;
  readonly hostSuffixes: readonly string[];
  readonly timeouts: ServerTimeouts;
  readonly drain: DrainLimits;
  readonly hostId: string;
  readonly now: () => Date;
  /** True once `close()` was called: answers then end their connections. */
  readonly isClosing: () => boolean;
}
