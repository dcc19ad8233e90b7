import type { S3Request, Stage } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import { S3Error } from "../../wire/s3-error.js";
import type { HookErrorListener } from "../hooks/call-hook.js";
import { checkDownload } from "../hooks/check-download.js";
import { checkUpload, type UploadHooks } from "../hooks/check-upload.js";
import type { HookSurroundings } from "../hooks/content-check.js";
import { HookCancelled } from "../hooks/hook-failure.js";
import type { HookObserver } from "../hooks/hook-outcome.js";
import type { EventHooks } from "../hooks/hook-registry.js";
import type { HookSet } from "../hooks/hook-set.js";
import { afterUpload } from "../hooks/post-upload.js";
import { runPreRequest } from "../hooks/pre-request.js";
import { reportHookError } from "../hooks/report-hook-error.js";
import { requestFacts } from "../hooks/request-facts.js";
import { quarantineStage } from "../quarantine/quarantine-stage.js";

export interface RunHooksOptions {
  /** Told of every call of a hook. */
  readonly observe?: HookObserver | undefined;
  /** Sees what hooks throw, which clients are not told. Default: a line on stderr. */
  readonly onError?: HookErrorListener | undefined;
  /**
   * What becomes of uploads in parts where hooks check content. `parts`: each part is checked by itself, so that what is
   * spread over two of them is not seen. `whole`: they are kept in quarantine until hooks have seen all of the content.
   * `refuse`: there are none. Default: `parts`.
   */
  readonly multipart?: "parts" | "whole" | "refuse" | undefined;
}

/** Operations whose body is content. */
const UPLOADS: ReadonlySet<Operation> = new Set(["PutObject", "PostObject", "UploadPart"]);

/**
 * Run hooks around what comes next: `preRequest` before it, those that check content while it streams through, and
 * `postUpload` behind the answer. Per event all must pass; else the client is told which did not, and why, and the store
 * keeps what it had.
 */
export function runHooksStage(hooks: HookSet, options: RunHooksOptions = {}): Stage {
  const { observe = () => undefined, onError = reportHookError, multipart = "parts" } = options;
  const surroundingsOf = (request: S3Request): HookSurroundings => ({
    facts: requestFacts(request),
    signal: request.signal,
    observe,
    onError,
  });
  const isQuarantined = multipart === "whole" && checksContent(hooks);
  const quarantine = isQuarantined ? quarantineStage(uploadHooks(hooks), surroundingsOf) : unchanged;
  return (store) => async (asked) => {
    const next = quarantine(store);
    const around = surroundingsOf(asked);
    try {
      const request = await runPreRequest(asked, hooks.byEvent.preRequest, around);
      const surroundings = { ...around, facts: requestFacts(request) };
      if (multipart === "refuse" && checksContent(hooks)) refuseParts(request.operation);
      const isChecked = isUpload(request) && !(isQuarantined && request.operation === "UploadPart");
      const response = isChecked
        ? await checkUpload(request, next, uploadHooks(hooks), surroundings)
        : await checkDownload(request, await next(request), hooks.byEvent.postRetrieve, surroundings);
      return afterUpload(request, response, hooks, surroundings);
    } catch (error) {
      throw error instanceof HookCancelled ? clientGone(error) : error;
    }
  };
}

const unchanged: Stage = (next) => next;

function uploadHooks({ byEvent }: HookSet): UploadHooks {
  return { beforeCheck: byEvent.preUploadBeforeCheck, unsafe: byEvent.preUploadUnsafe };
}

/** What the router does not know may be a store's own way to upload, such as appending: its body is checked like content. */
function isUpload({ operation, method, key }: S3Request): boolean {
  if (operation === "Unknown") return key !== undefined && (method === "PUT" || method === "POST");
  return UPLOADS.has(operation);
}

function checksContent({ byEvent }: HookSet): boolean {
  const isUsed = ({ together, inOrder }: EventHooks): boolean => together.length + inOrder.length > 0;
  return isUsed(byEvent.preUploadBeforeCheck) || isUsed(byEvent.preUploadUnsafe);
}

function refuseParts(operation: Operation): void {
  if (operation !== "CreateMultipartUpload" && operation !== "UploadPart" && operation !== "UploadPartCopy")
    return;
  const message =
    "Uploads in parts are not allowed here, since content is checked as a whole: send it in one request.";
  throw new S3Error("AccessDenied", message);
}

/** Nobody reads it, but the access log. */
function clientGone(cause: HookCancelled): S3Error {
  return new S3Error("RequestTimeout", "The client went away before its request was checked.", { cause });
}
