import type { S3Client } from "@aws-sdk/client-s3";
import { withoutSecrets } from "../request-trace.js";
import { directRequest, type DirectRequest } from "./direct-request.js";
import { directSession, type DirectSession, type DirectTarget } from "./direct-session.js";
import type { ResponseHead } from "./http-exchange.js";
import { IrregularAnswerError, RangeConnection, type BatchReader } from "./range-connection.js";
import { signDirect } from "./sign-direct.js";

/**
 * Send a GET and read its body in large batches, as fast as the machine can: over plain HTTP by a connection made for
 * it, over TLS (and for answers it cannot read) by the general client. One try; what failed may be tried again from
 * where the reader is, except that an answer it cannot read is asked for again here, before the reader got anything.
 *
 * Memory: a megabyte while it runs.
 *
 * @throws DirectServiceError for any answer but 2xx; the reader's error; the signal's reason.
 */
export async function readRange(
  client: S3Client,
  request: DirectRequest,
  reader: BatchReader,
  signal: AbortSignal,
): Promise<ResponseHead> {
  const session = await directSession(client);
  const target = await session.target(request.bucket);
  if (target.secure || session.irregularOrigins.has(target.origin))
    return readGenerally(client, request, reader, signal);
  try {
    return await readDirectly(session, target, request, reader, signal);
  } catch (error) {
    if (!(error instanceof IrregularAnswerError)) throw error;
    session.irregularOrigins.add(target.origin);
    return readGenerally(client, request, reader, signal);
  }
}

async function readDirectly(
  session: DirectSession,
  target: DirectTarget,
  request: DirectRequest,
  reader: BatchReader,
  signal: AbortSignal,
): Promise<ResponseHead> {
  const { path, requestTarget, headers } = await signDirect(session, request, { refreshCredentials: false });
  const connection = takeConnection(session, target);
  const startedAt = performance.now();
  const trace = (status: number | undefined, error?: unknown): void => {
    session.onRequest?.({
      method: request.method,
      url: withoutSecrets(target.origin, path, request.query ?? {}),
      status,
      durationMs: performance.now() - startedAt,
      attempt: 1,
      ...(error === undefined ? {} : { error: (error as Error).message }),
    });
  };
  try {
    const head = await connection.send(renderHead(request.method, requestTarget, headers), reader, signal);
    trace(head.status);
    return head;
  } catch (error) {
    trace((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode, error);
    throw error;
  } finally {
    giveBack(session, target, connection);
  }
}

function takeConnection({ idleConnections }: DirectSession, { origin, host }: DirectTarget): RangeConnection {
  const idle = idleConnections.get(origin) ?? [];
  for (let found = idle.pop(); found !== undefined; found = idle.pop()) {
    if (!found.usable) continue;
    found.keepAlive(true);
    return found;
  }
  const { hostname, port } = new URL(`http://${host}`);
  return new RangeConnection(hostname.replace(/^\[|\]$/g, ""), port === "" ? 80 : Number(port));
}

function giveBack(
  { idleConnections }: DirectSession,
  { origin }: DirectTarget,
  connection: RangeConnection,
): void {
  if (!connection.usable) return;
  connection.keepAlive(false);
  const idle = idleConnections.get(origin) ?? [];
  idle.push(connection);
  idleConnections.set(origin, idle);
}

/** Header values are latin1 and were checked by whoever made them; a line end in one would be another request. */
function renderHead(
  method: string,
  requestTarget: string,
  headers: Readonly<Record<string, string>>,
): string {
  let head = `${method} ${requestTarget} HTTP/1.1\r\n`;
  for (const name in headers) head += `${name}: ${(headers[name] ?? "").replaceAll(/[\r\n]/g, " ")}\r\n`;
  return `${head}\r\n`;
}

function readGenerally(
  client: S3Client,
  request: DirectRequest,
  reader: BatchReader,
  signal: AbortSignal,
): Promise<ResponseHead> {
  return directRequest(client, request, {
    signal,
    maxAttempts: 1,
    reader: {
      onHead: (head) => reader.onHead(head),
      onData: (chunk) => {
        reader.onBytes(chunk);
        return reader.onBatch(chunk);
      },
    },
  });
}
