import type { STSClient } from "@aws-sdk/client-sts";

/**
 * Have every AssumeRole name a revoke type, by which MinIO can end the credentials of one type before their time
 * (`mc admin accesskey sts-revoke --token-type`). Stores that do not know the parameter pass it over.
 */
export function sendRevokeType(client: STSClient, revokeType: string): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      const request = call.request as { body?: unknown; headers: Record<string, string> };
      if (typeof request.body === "string") {
        request.body = `${request.body}&TokenRevokeType=${encodeURIComponent(revokeType)}`;
        request.headers["content-length"] = Buffer.byteLength(request.body as string).toString();
      }
      return next(call);
    },
    { step: "build", priority: "low", name: "revokeType" },
  );
}
