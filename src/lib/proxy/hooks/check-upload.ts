import type { Handler, RequestBody, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { CheckedContent } from "./checked-content.js";
import { ContentCheck, type HookSurroundings } from "./content-check.js";
import { spoolContent } from "./content-spool.js";
import type { EventHooks } from "./hook-registry.js";
import { checkSpool, SpooledUpload } from "./spooled-upload.js";
import { withSpooledContent } from "./spooled-request.js";

/** The hooks that look at what is uploaded. */
export interface UploadHooks {
  readonly beforeCheck: EventHooks;
  readonly unsafe: EventHooks;
}

/**
 * Take an upload to the store through hooks that check its content. Where all of them run together, the content streams on
 * meanwhile, held by its end; where one has to wait for another, it is put aside first.
 *
 * @throws S3Error of the first hook that does not pass: the store then has nothing, or what it had.
 */
export async function checkUpload(
  request: S3Request,
  next: Handler,
  hooks: UploadHooks,
  surroundings: HookSurroundings,
): Promise<S3Response> {
  const { beforeCheck, unsafe } = hooks;
  const mustWait = beforeCheck.inOrder.length + unsafe.together.length + unsafe.inOrder.length > 0;
  if (mustWait) return checkAside(request, next, hooks, surroundings);
  if (beforeCheck.together.length === 0) return next(request);
  return checkOnTheWay(request, next, hooks, surroundings);
}

async function checkOnTheWay(
  request: S3Request,
  next: Handler,
  { beforeCheck }: UploadHooks,
  surroundings: HookSurroundings,
): Promise<S3Response> {
  const check = new ContentCheck(beforeCheck.together, surroundings);
  try {
    await check.decideEarly();
    const response = await next({
      ...request,
      openBody: (digests) => checked(request.openBody(digests), check),
    });
    if (response.status < 300 && !check.isPassed) throw storedUnchecked(request);
    return response;
  } catch (error) {
    // The store's side may have failed of it in words of its own.
    throw check.refusal ?? error;
  } finally {
    check.cancel();
  }
}

function checked(body: RequestBody, check: ContentCheck): RequestBody {
  return { ...body, stream: new CheckedContent(body.stream, check) };
}

/** Only a handler that takes an upload for done before its body has ended comes here. */
function storedUnchecked({ operation }: S3Request): S3Error {
  return new S3Error("InternalError", `The store answered ${operation} before its content was checked.`);
}

async function checkAside(
  request: S3Request,
  next: Handler,
  { beforeCheck, unsafe }: UploadHooks,
  surroundings: HookSurroundings,
): Promise<S3Response> {
  const check = new ContentCheck(beforeCheck.together, surroundings);
  await check.decideEarly();
  const body = request.openBody();
  const upload = new SpooledUpload(await spoolContent(new CheckedContent(body.stream, check)));
  try {
    await upload.runInOrder(beforeCheck.inOrder, surroundings);
    await checkSpool(upload.spool, unsafe.together, surroundings);
    await upload.runInOrder(unsafe.inOrder, surroundings);
    return await next(withSpooledContent(request, body, upload));
  } finally {
    await upload.close();
  }
}
