import { ConflictError } from "../errors/s3kit-error.js";
import { directRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { unquote } from "../s3/keys.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";

type RequestHeaders = Readonly<Record<string, string | undefined>>;

/**
 * Write a small object in one request, verified by the store. With `ifNoneMatch` nothing is replaced: the store refuses
 * (`PreconditionFailed`); one that lacks conditional writes is asked first, which the user is told.
 *
 * @returns the object's ETag, without quotes.
 */
export async function putObject(
  context: TransferContext,
  target: ObjectPlace,
  headers: RequestHeaders,
  body: Buffer,
): Promise<string> {
  const condition = context.options.ifNoneMatch ? { "if-none-match": "*" } : {};
  let etag: string;
  try {
    etag = await sendObject(context, target, { ...headers, ...condition }, body);
  } catch (error) {
    if (!context.options.ifNoneMatch) throw error;
    throwIfTaken(error, target);
    if (!lacksConditions(error)) throw error;
    context.note("This store has no conditional writes: each name is looked up first instead");
    await assertAbsent(context, target);
    etag = await sendObject(context, target, headers, body);
  }
  context.progress.movedBytes += body.length;
  return etag;
}

/** @throws ConflictError `ObjectExists` when there is an object. */
export async function assertAbsent({ client, signal }: TransferContext, target: ObjectPlace): Promise<void> {
  try {
    await directRequest(client, { method: "HEAD", ...target }, { signal });
  } catch (error) {
    if (error instanceof DirectServiceError && error.$metadata.httpStatusCode === 404) return;
    throw error;
  }
  throw taken(target);
}

/** @throws ConflictError `ObjectExists` when the error is a store's refusal to replace what is there. */
export function throwIfTaken(error: unknown, target: ObjectPlace): void {
  if (error instanceof DirectServiceError && error.$metadata.httpStatusCode === 412)
    throw taken(target, error);
}

function taken({ bucket, key }: ObjectPlace, cause?: unknown): ConflictError {
  return new ConflictError(`s3://${bucket}/${key} exists`, { code: "ObjectExists", cause });
}

async function sendObject(
  context: TransferContext,
  target: ObjectPlace,
  headers: RequestHeaders,
  body: Buffer,
): Promise<string> {
  const { client, signal, verification } = context;
  const send = async (): Promise<string> => {
    const digest = verification.digest(body, verification.algorithm);
    const request = { method: "PUT" as const, ...target, headers: { ...headers, ...digest.headers }, body };
    const response = await directRequest(client, request, { signal });
    verification.confirm(response, body, digest);
    return unquote(response.headers["etag"] ?? "");
  };
  try {
    return await send();
  } catch (error) {
    if (lacksConditions(error) && headers["if-none-match"] !== undefined) throw error;
    if (!verification.giveWay(error)) throw error;
    return await send();
  }
}

function lacksConditions(error: unknown): boolean {
  return error instanceof DirectServiceError && error.$metadata.httpStatusCode === 501;
}
