/**
 * What user hooks are written against: `import { on } from "s3kit/hooks"`. Types only; the registry is in
 * `hook-registry.ts`.
 */

/**
 * When a hook is called.
 *
 * - `preRequest`: any operation, before its body is read. May refuse, or change metadata of an upload.
 * - `preUploadBeforeCheck`: an upload's content while it streams; all hooks of the event at once. Must not interpret what
 *   it reads: nothing has checked it yet.
 * - `preUploadUnsafe`: after all of those passed, so content may be interpreted.
 * - `postUpload`: after success; cannot change the outcome.
 * - `postRetrieve`: a download's content on its way to the client.
 */
export type HookEvent =
  | "preRequest"
  | "preUploadBeforeCheck"
  | "preUploadUnsafe"
  | "postUpload"
  | "postRetrieve";

/** An event by its name, or by the name it has in s3-hooked. */
export type HookEventName =
  | HookEvent
  | "pre_request"
  | "pre_upload_before_check"
  | "pre_upload_unsafe"
  | "post_upload"
  | "post_retrieve";

/** What a hook is told. Nothing in it can be changed. */
export interface HookContext {
  readonly event: HookEvent;
  /** S3's name of the operation: `PutObject`, `UploadPart`… */
  readonly operation: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  /** Undefined when the client did not declare it. */
  readonly sizeBytes: number | undefined;
  readonly contentType: string | undefined;
  /** Of what was stored or is being read; undefined before. */
  readonly etag: string | undefined;
  /** The same; undefined also in buckets without versions. */
  readonly versionId: string | undefined;
  /** User metadata by lower-case name without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Undefined for anonymous requests. */
  readonly accessKeyId: string | undefined;
  readonly requestId: string;
  readonly remoteAddress: string;
  /** Aborted when the client goes away, the hook's time is up, or another hook refused. */
  readonly signal: AbortSignal;
}

/**
 * The content as it streams by; read it once, in order. Not reading it to the end is allowed. The chunks are shared with
 * everybody else who reads them: never write into one.
 */
export type HookContent = AsyncIterable<Buffer>;

export type HookVerdict =
  | {
      readonly pass: true;
      /** Of a blocking hook: the content in place of what it was given. */
      readonly content?: AsyncIterable<Uint8Array>;
      /** Of `preRequest`: user metadata in place of what the client sent. */
      readonly metadata?: Readonly<Record<string, string>>;
    }
  | { readonly pass: false; readonly reason: string };

export type Hook = (context: HookContext, content: HookContent) => Promise<HookVerdict> | HookVerdict;

export interface HookOptions {
  /** Unique in its event. Default: the function's name. */
  readonly name?: string;
  /** Wait for it before the next; in the order of `pos`. Default: false, except for `preRequest`. */
  readonly blocking?: boolean;
  /** Place among the blocking hooks of the event; a whole number, unique in it. Those without come last. */
  readonly pos?: number;
  /** How long it may take, not counting what it waits for content. Default: 30,000; 300,000 with content. */
  readonly timeoutMs?: number;
  /** Content larger than this is not given to it: `onError` then decides. Default: no limit. */
  readonly maxBytes?: number;
  /** What its failure means: throwing, hanging, too large. Default: `refuse`. */
  readonly onError?: "refuse" | "pass";
  /** Run it in a thread of its own, for hooks that keep the processor busy. */
  readonly worker?: boolean;
}

/** A hook as it was registered. */
export interface RegisteredHook extends Required<
  Pick<HookOptions, "name" | "blocking" | "onError" | "worker">
> {
  readonly event: HookEvent;
  readonly pos: number | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number | undefined;
  /** File that registered it, or `built-in`. */
  readonly source: string;
  readonly hook: Hook;
}
