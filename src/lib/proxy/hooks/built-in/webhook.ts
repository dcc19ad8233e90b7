import { createHmac, randomUUID } from "node:crypto";
import pRetry, { AbortError } from "p-retry";
import type { HookContext, HookVerdict, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";
import { DeadLetter, type WebhookLetter } from "./dead-letters.js";

export interface WebhookConfig extends CommonConfig {
  readonly url: string;
  /** Key of the HMAC that signs what is sent. */
  readonly secret: string;
  /** Folder where what could not be delivered is kept, a file each. */
  readonly deadLetters: string;
  /** After the first attempt. Default: 5. */
  readonly retries?: number;
  /** Before the first retry; each further one waits twice as long, a minute at most. Default: 1000. */
  readonly backoffMs?: number;
  /** Of one attempt. Default: 10,000. */
  readonly requestTimeoutMs?: number;
  /** Sent with each attempt, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const WEBHOOK_SCHEMA = {
  type: "object",
  description: "Tell a web server of uploads with signed POST requests",
  additionalProperties: false,
  required: ["url", "secret", "deadLetters"],
  properties: {
    ...COMMON_PROPERTIES,
    url: { type: "string", pattern: "^https?://" },
    secret: { type: "string", minLength: 16, description: "Key of the HMAC-SHA256 that signs what is sent" },
    deadLetters: { type: "string", minLength: 1, description: "Folder for what could not be delivered" },
    retries: { type: "integer", minimum: 0, maximum: 20, default: 5 },
    backoffMs: { type: "integer", minimum: 1, default: 1000 },
    requestTimeoutMs: { type: "integer", minimum: 1, default: 10_000 },
    headers: { type: "object", additionalProperties: { type: "string" } },
  },
} as const;

const DEFAULTS = { retries: 5, backoffMs: 1000, requestTimeoutMs: 10_000 };
const MAX_BACKOFF_MS = 60_000;

/**
 * A hook that tells a web server of each upload that succeeded: JSON in a POST, signed as
 * `X-S3kit-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.BODY`. Answers of 2xx are a receipt; 408,
 * 429, 5xx and connections that fail are tried again with growing pauses. From its first failure until it is delivered, a
 * letter is kept in a file. Clients do not wait for any of it, and a client that goes away changes nothing.
 */
export function webhookHooks(config: WebhookConfig): readonly RegisteredHook[] {
  const settings = { ...DEFAULTS, ...config };
  const defaults = { name: "webhook", timeoutMs: longestDeliveryMs(settings) };
  return [
    builtInHook("postUpload", config, defaults, async (context) =>
      deliverOrKeep(letterOf(context, config.url), settings),
    ),
  ];
}

type DeliverySettings = WebhookConfig & typeof DEFAULTS;

/** All attempts and all pauses, and time to write the dead letter. */
function longestDeliveryMs({ retries, backoffMs, requestTimeoutMs }: DeliverySettings): number {
  const attemptsMs = (retries + 1) * requestTimeoutMs;
  const pausesMs = Array.from({ length: retries }, (_, index) => pauseMs(index, backoffMs));
  return attemptsMs + pausesMs.reduce((sum, ms) => sum + ms, 0) + 30_000;
}

/** p-retry stretches each pause by up to 2, to keep the many apart. */
function pauseMs(index: number, backoffMs: number): number {
  return Math.min(2 * backoffMs * 2 ** index, MAX_BACKOFF_MS);
}

function letterOf(context: HookContext, url: string): WebhookLetter {
  const { signal: _, ...facts } = context;
  const id = randomUUID();
  return { id, url, body: JSON.stringify({ id, time: new Date().toISOString(), ...facts }) };
}

async function deliverOrKeep(letter: WebhookLetter, settings: DeliverySettings): Promise<HookVerdict> {
  const dead = new DeadLetter(settings.deadLetters, letter);
  try {
    await pRetry(async () => deliver(letter, settings), {
      retries: settings.retries,
      minTimeout: settings.backoffMs,
      maxTimeout: MAX_BACKOFF_MS,
      randomize: true,
      // Kept from the first failure on: a proxy that ends meanwhile loses nothing. A full disk must not end the attempts;
      // after the last of them it is told.
      onFailedAttempt: async ({ error }) => dead.keep(error).catch(() => undefined),
    });
  } catch (error) {
    await dead.keep(error);
    throw error;
  }
  await dead.remove();
  return { pass: true };
}

async function deliver(letter: WebhookLetter, settings: DeliverySettings): Promise<void> {
  const response = await fetch(letter.url, {
    method: "POST",
    body: letter.body,
    // What is signed for one place must not be sent to another.
    redirect: "manual",
    headers: { ...settings.headers, ...signedHeaders(letter, settings.secret) },
    signal: AbortSignal.timeout(settings.requestTimeoutMs),
  });
  await response.body?.cancel();
  if (response.ok) return;
  const refusal = new Error(`${letter.url} answered ${response.status.toString()}`);
  throw isWorthAnotherTry(response.status) ? refusal : new AbortError(refusal);
}

function isWorthAnotherTry(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

/** The time is part of what is signed, so that an old request cannot be sent again later. */
function signedHeaders({ id, body }: WebhookLetter, secret: string): Readonly<Record<string, string>> {
  const seconds = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return {
    "content-type": "application/json",
    "user-agent": "s3kit",
    "x-s3kit-delivery": id,
    "x-s3kit-signature": `t=${seconds},v1=${signature}`,
  };
}
