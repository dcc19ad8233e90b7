import type { S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError, ConfigurationError, NetworkError } from "../../errors/s3kit-error.js";
import { directSession } from "../../s3/direct/direct-session.js";
import { signRequest } from "../../wire/auth/sign-request.js";
import type { RecentRequest } from "./recent-requests.js";
import { REQUESTS_PATH } from "./requests-api.js";

const PATIENCE_MS = 10_000;

/**
 * What a running proxy was asked of late, the latest first: up to 200 requests, over all of its workers.
 *
 * @param client signs as a key of the proxy's without limits, and has the proxy for its endpoint.
 * @throws AccessDeniedError for another key; NetworkError when nothing answers; ConfigurationError when it is no proxy.
 */
export async function readRecentRequests(
  client: S3Client,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly RecentRequest[]> {
  const response = await ask(await signedGet(client), signal);
  if (response.status === 403) throw notTrusted();
  if (response.status !== 200) throw noProxy(response.url);
  return parse(await response.text(), response.url);
}

async function signedGet(client: S3Client): Promise<{ url: string; headers: Record<string, string> }> {
  const session = await directSession(client);
  const [target, credentials] = await Promise.all([session.target(undefined), session.credentials(false)]);
  if (credentials === undefined) throw notTrusted();
  const { host: _host, ...headers } = signRequest(
    { method: "GET", rawPath: REQUESTS_PATH, query: "", headers: { host: target.host }, payloadHash: EMPTY },
    credentials,
    target.region,
    "s3",
    new Date(),
  );
  return { url: `${target.origin}${REQUESTS_PATH}`, headers };
}

/** SHA-256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function ask(
  { url, headers }: { readonly url: string; readonly headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, {
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new NetworkError(`No proxy answers at ${url}`, {
      code: "ProxyUnreachable",
      hints: ["Check --endpoint or the profile", "`s3kit proxy serve` starts one"],
      cause,
    });
  }
}

function parse(text: string, url: string): readonly RecentRequest[] {
  try {
    return (JSON.parse(text) as { readonly requests: readonly RecentRequest[] }).requests;
  } catch (error) {
    if (error instanceof SyntaxError) throw noProxy(url);
    throw error;
  }
}

function notTrusted(): AccessDeniedError {
  return new AccessDeniedError("What others ask of the proxy is told to its keys without limits alone", {
    code: "ProxyKeyLimited",
    hints: ["Use a key of `s3kit proxy key list` that has no limits"],
  });
}

function noProxy(url: string): ConfigurationError {
  return new ConfigurationError(`What answers at ${new URL(url).origin} is no proxy of s3kit's`, {
    code: "NoProxy",
    hints: ["Choose a profile or an --endpoint that is a running `s3kit proxy serve`"],
  });
}
