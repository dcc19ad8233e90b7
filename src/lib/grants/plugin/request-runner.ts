import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AccessGrantsOptions } from "./access-grants-options.js";
import type { GrantAccess } from "./grant-access.js";
import { isDenial, type GrantBroker } from "./grant-broker.js";
import type { HeldGrant } from "./held-grants.js";
import { relayCopy } from "./relay-copy.js";
import { demandOf, type Demand, type RequestDemand, type RequestInput } from "./request-demand.js";
import { assignKeys, mergeDeletions, type DeletionGroup } from "./split-deletion.js";

/** What the SDK's middleware hands from one to the next. */
export interface SentResult {
  readonly output: object;
  readonly response: unknown;
}

export type SendInput = (input: RequestInput) => Promise<SentResult>;

/** Does something, all of whose requests are signed with these credentials. */
type SignedWith = <Result>(
  credentials: AwsCredentialIdentity,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Sends requests of one client with what S3 Access Grants gives for them. */
export class RequestRunner {
  readonly #client: S3Client;
  readonly #access: GrantAccess;
  readonly #options: AccessGrantsOptions;
  readonly #signedWith: SignedWith;

  constructor(client: S3Client, access: GrantAccess, options: AccessGrantsOptions, signedWith: SignedWith) {
    this.#client = client;
    this.#access = access;
    this.#options = options;
    this.#signedWith = signedWith;
  }

  /** Send a request, or what it takes of several. `send` alone uses the client's own credentials. */
  async run(
    operation: string,
    input: RequestInput,
    own: AwsCredentialIdentityProvider,
    send: SendInput,
  ): Promise<SentResult> {
    const demand = demandOf(operation, input);
    if (demand === undefined) return this.#fallBack(operation, undefined, async () => send(input));
    let sendGranted: () => Promise<SentResult>;
    try {
      sendGranted = await this.#prepare({ operation, input, send, demand }, await own());
    } catch (error) {
      if (this.#options.fallbackEnabled !== true) throw error;
      return this.#fallBack(operation, error, async () => send(input));
    }
    return sendGranted();
  }

  /** The credentials for a request that others send, as it is: nothing is split or relayed. */
  async credentialsFor(
    operation: string,
    input: RequestInput,
    own: AwsCredentialIdentityProvider,
    refresh: boolean,
  ): Promise<AwsCredentialIdentity> {
    const demand = demandOf(operation, input);
    const identity = await own();
    if (demand === undefined) {
      this.#options.onEvent?.({ type: "fallback", operation });
      return identity;
    }
    try {
      const { permission, scope } = demand;
      if (scope === undefined) throw noGrantSpansBuckets();
      const broker = await this.#access.of(identity);
      const held = broker.find({ permission, scope });
      if (held !== undefined && refresh) broker.forget(held);
      return (await broker.access({ permission, scope })).credentials;
    } catch (error) {
      if (this.#options.fallbackEnabled !== true) throw error;
      this.#options.onEvent?.({ type: "fallback", operation, error });
      return identity;
    }
  }

  /** Get credentials; what is returned sends the request with them. */
  async #prepare(call: Call, identity: AwsCredentialIdentity): Promise<() => Promise<SentResult>> {
    const broker = await this.#access.of(identity);
    const { permission, scope, target } = call.demand;
    if (scope === undefined) return this.#prepareRelay(call, broker, noGrantSpansBuckets());
    const demand = { permission, scope };
    try {
      const held = broker.find(demand) ?? (await broker.access(demand));
      return async () => this.#sendWith(broker, held, demand, call);
    } catch (error) {
      if (!isDenial(error)) throw error;
      if (target === "keys") return this.#prepareSplit(call, broker, error);
      if (target === "copy") return this.#prepareRelay(call, broker, error);
      throw error;
    }
  }

  async #sendWith(
    broker: GrantBroker,
    held: HeldGrant,
    demand: Demand,
    { input, send }: Pick<Call, "input" | "send">,
  ): Promise<SentResult> {
    try {
      return await this.#signedWith(held.credentials, async () => send(input));
    } catch (error) {
      if (!isOutOfDate(error, broker.ageMs(held))) throw error;
      broker.forget(held);
      if (!isTokenFailure(error) || !isRepeatable(input)) throw error;
      const fresh = await broker.access(demand);
      return this.#signedWith(fresh.credentials, async () => send(input));
    }
  }

  async #prepareSplit(call: Call, broker: GrantBroker, denial: unknown): Promise<() => Promise<SentResult>> {
    const { groups, refused } = await assignKeys(broker, call.demand.bucket, call.input);
    if (groups.length === 0) throw denial;
    const useOwn = this.#options.fallbackEnabled === true;
    const requestCount = groups.length + Number(useOwn && refused.length > 0);
    this.#options.onEvent?.({ type: "split", operation: call.operation, requestCount });
    const sendGroup = async ({ held, demand, objects }: DeletionGroup) =>
      this.#sendWith(broker, held, demand, { ...call, input: withObjects(call.input, objects) });
    return async () =>
      mergeDeletions(
        await Promise.allSettled(groups.map(sendGroup)),
        groups,
        useOwn && refused.length > 0
          ? await this.#fallBack(call.operation, denial, async () =>
              call.send(
                withObjects(
                  call.input,
                  refused.map(({ object }) => object),
                ),
              ),
            )
          : refused,
      );
  }

  async #prepareRelay(call: Call, broker: GrantBroker, denial: unknown): Promise<() => Promise<SentResult>> {
    if (this.#options.relayCopies === false) throw denial;
    const relay = await relayCopy(this.#client, broker, call.operation, call.input);
    this.#options.onEvent?.({ type: "split", operation: call.operation, requestCount: 2 });
    return async () => relay(this.#signedWith);
  }

  async #fallBack(operation: string, error: unknown, send: () => Promise<SentResult>): Promise<SentResult> {
    this.#options.onEvent?.({ type: "fallback", operation, ...(error === undefined ? {} : { error }) });
    return send();
  }
}

interface Call {
  readonly operation: string;
  readonly input: RequestInput;
  readonly send: SendInput;
  readonly demand: RequestDemand;
}

function withObjects(
  input: RequestInput,
  Objects: NonNullable<RequestInput["Delete"]>["Objects"],
): RequestInput {
  return { ...input, Delete: { ...input.Delete, Objects } };
}

/** A refusal may come from credentials whose grant has gone since; of those just fetched it is the store's own. */
const FRESH_MS = 30_000;

const TOKEN_FAILURES: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidToken",
  "TokenRefreshRequired",
]);

function isTokenFailure(error: unknown): boolean {
  return error instanceof Error && TOKEN_FAILURES.has(error.name);
}

function isOutOfDate(error: unknown, ageMs: number): boolean {
  return isTokenFailure(error) || (isDenial(error) && ageMs > FRESH_MS);
}

/** A stream that was read once is gone. */
function isRepeatable(input: RequestInput): boolean {
  const { Body: body } = input as { Body?: unknown };
  return body === undefined || typeof body === "string" || body instanceof Uint8Array;
}

function noGrantSpansBuckets(): Error {
  return Object.assign(new Error("No grant reaches over two buckets"), { name: "AccessDenied" });
}
