import type { S3Client } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { annotateError } from "./error-context.js";
import { withoutSecrets, type QueryParameters, type RequestObserver } from "./request-trace.js";

/** What the SDK's middleware hands over, as far as it is looked at here. */
interface WireRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: QueryParameters;
  readonly headers: Record<string, string>;
}

/** Make a client tell of its requests, and note on its errors what was being done. */
export function observeRequests(
  client: S3Client,
  { endpoint, region, profile }: ConnectionSettings,
  onRequest: RequestObserver | undefined,
): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const { Bucket: bucket, Key: key } = args.input as { Bucket?: string; Key?: string };
          const operation = commandName?.replace(/Command$/, "");
          annotateError(error, { operation, bucket, key, endpoint, region, profile });
          throw error;
        }
      },
    { name: "s3kitErrorContext", step: "initialize", priority: "high" },
  );
  if (onRequest !== undefined) traceRequests(client, onRequest);
}

function traceRequests(client: S3Client, onRequest: RequestObserver): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const request = describeRequest(args.request as WireRequest);
      const startedAt = performance.now();
      const durationMs = () => performance.now() - startedAt;
      try {
        const result = await next(args);
        const { statusCode } = result.response as { statusCode?: number };
        onRequest({ ...request, status: statusCode, durationMs: durationMs() });
        return result;
      } catch (error) {
        onRequest({
          ...request,
          status: undefined,
          durationMs: durationMs(),
          error: (error as Error).message,
        });
        throw error;
      }
    },
    // Innermost: once for each attempt, on what is really sent, before the answer is parsed.
    { name: "s3kitTrace", step: "deserialize", priority: "low" },
  );
}

function describeRequest({ method, protocol, hostname, port, path, query, headers }: WireRequest) {
  const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${String(port)}`}`;
  const attempt = Number(/attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1] ?? 1);
  return { method, url: withoutSecrets(origin, path, query), attempt };
}
