import type { ConnectionSettings } from "../config/connection-settings.js";
import { ConfigurationError, IntegrityError } from "../errors/s3kit-error.js";
import { reservedPrefixStage } from "../gateway/authorization/reserved-prefix.js";
import { isConnectionError } from "../s3/direct/retry-rules.js";
import type { Gateway } from "../gateway/open-gateway.js";
import type { SecretLookup } from "../wire/auth/credentials.js";
import type { Handler, S3Request, Stage } from "../wire/exchange.js";
import { createS3Server, type S3Server } from "../wire/http/create-s3-server.js";
import type { OwnApi } from "../wire/http/own-api.js";
import { listenOn } from "../wire/http/listen-on.js";
import type { AnswerSubject, S3ServerOptions, ServerTimeouts } from "../wire/http/server-options.js";
import type { ProxyGateway } from "./gateway/open-proxy-gateway.js";
import { KeyRing } from "./keys/key-ring.js";
import { isLimited, type ProxyKey } from "./keys/proxy-key.js";
import { compose } from "./pipeline.js";
import { authorizeStage, ownerStage, type AnonymousAccess } from "./stages/authorize.js";
import { callerIdentityStage } from "./stages/caller-identity.js";
import type { EmbeddedUpstream } from "./upstream/open-embedded.js";
import { openRemote } from "./upstream/open-remote.js";
import type { UpstreamTimeouts } from "./upstream/stall-watch.js";
import type { Upstream } from "./upstream/upstream.js";
import { reasonOf, type UpstreamFailure } from "./upstream/upstream-failure.js";

/** A value, or how to read it anew at each reload. */
type Reloadable<Value> = Value | (() => Promise<Value>);

/** Those who look on, and answer paths that are not S3's. They must not throw. */
export interface ProxyObservers extends Pick<
  S3ServerOptions,
  "intercept" | "onRequest" | "onAnswer" | "onError"
> {
  /** Default: a line on stderr. */
  readonly onUpstreamFailure?: (failure: UpstreamFailure) => void;
  /** Told of objects that cannot be decrypted. Default: a line on stderr. */
  readonly onUnreadableObject?: (failure: UpstreamFailure) => void;
  /** Signed paths of the proxy's own; given whom it trusts: its keys without limits. */
  readonly ownApis?: (isTrusted: (accessKeyId: string) => boolean) => readonly OwnApi[];
}

/** The store, as stages right before it know it. */
export interface StoreBehind {
  readonly handler: Handler;
  /** Tell the operator what clients are told less of. */
  readonly report: (request: S3Request, error: unknown) => void;
}

export interface StartProxyOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The store behind: one reached over HTTP, or one embedded in this process. */
  readonly upstream: ConnectionSettings | EmbeddedUpstream;
  /** Key pairs that clients may sign with. */
  readonly keys: Reloadable<readonly ProxyKey[]>;
  /** Callers without a key. Default: refused. */
  readonly anonymous?: AnonymousAccess | undefined;
  /** Users, workspaces and grants of a registry, besides the proxy's own keys. Default: none. */
  readonly gateway?: ProxyGateway | undefined;
  /** What stands between authorisation and the store, in order. */
  readonly stages?: Reloadable<readonly Stage[]> | undefined;
  /** What stands right before the store, behind everything that looks at content: encryption. Read anew at each reload. */
  readonly innerStages?: ((store: StoreBehind) => Promise<readonly Stage[]>) | undefined;
  /** Host names under which buckets may stand in front, besides `localhost`. */
  readonly hostSuffixes?: readonly string[] | undefined;
  /** PEM; given, the proxy speaks HTTPS. */
  readonly tls?: Reloadable<NonNullable<S3ServerOptions["tls"]>> | undefined;
  /** Given what they may ask of the store behind. */
  readonly observers?: ((upstream: Pick<Upstream, "ping">) => ProxyObservers) | undefined;
  readonly timeouts?: Partial<ServerTimeouts> | undefined;
  readonly upstreamTimeouts?: Partial<UpstreamTimeouts> | undefined;
  readonly clock?: (() => Date) | undefined;
}

export interface RunningProxy {
  /** `http://HOST:PORT`, or `https://…` with TLS. */
  readonly endpoint: string;
  readonly port: number;
  /** The store behind, for people. */
  readonly upstream: string;
  /** Resolves when the store behind answers. @throws why it does not. */
  ping(signal: AbortSignal): Promise<void>;
  /** Let requests under way finish, then close the store behind. */
  close(): Promise<void>;
  /** Read keys and stages anew. Requests under way keep the old ones; when reading fails, everything stays as it was. */
  reload(): Promise<void>;
}

/**
 * Serve S3 in front of a store: signatures are checked against the proxy's own keys, stages see every request, and the store
 * gets it signed with the proxy's credentials there. Memory is flat: bodies only pass through.
 *
 * @throws ConflictError when the port is taken or another process has the embedded store open; ConfigurationError when
 * address, folder or settings cannot be used, or without a key when unsigned requests are refused.
 */
export async function startProxy(options: StartProxyOptions): Promise<RunningProxy> {
  const { keys, stages = [], innerStages = noStages, anonymous = "refused", host } = options;
  requireLoopback(anonymous, host);
  if (options.gateway !== undefined && anonymous === "everything") throw gatewayForAll();
  const ring = new KeyRing(await read(keys));
  let current = await read(stages);
  let observers: ProxyObservers = {};
  const onFailure = (failure: UpstreamFailure): void => {
    (observers.onUpstreamFailure ?? reportFailure)(failure);
  };
  const tls = options.tls === undefined ? undefined : await read(options.tls);
  const upstream = await openUpstream(options, onFailure);
  const store: StoreBehind = {
    handler: upstream.handler,
    report: (request, error) => {
      (observers.onUnreadableObject ?? reportUnreadable)(unreadableObject(error, request));
    },
  };
  let inner: readonly Stage[] = [];
  const assembleContent = (): Handler =>
    compose([...hidden(inner), ...current, ...asProxy(anonymous), ...inner], upstream.handler);
  let content = assembleContent();
  let gateway: Gateway | undefined;
  try {
    inner = await innerStages(store);
    content = assembleContent();
    observers = options.observers?.(upstream) ?? {};
    if (options.gateway !== undefined) {
      // What is not asked for is not loaded: 10 MiB, for each process.
      const { openProxyGateway } = await import("./gateway/open-proxy-gateway.js");
      gateway = await openProxyGateway(options, ring, upstream.handler);
    }
    const front = compose(frontStages(ring, anonymous, gateway), async (request) => content(request));
    const server = createProxyServer(options, {
      ...serverObservers(observers),
      onError: (error, subject) => {
        if (isConnectionError(error)) onFailure(brokenAnswer(error, subject));
        else if (error instanceof IntegrityError)
          (observers.onUnreadableObject ?? reportUnreadable)(unreadableObject(error, subject));
        else (observers.onError ?? reportError)(error, subject);
      },
      ...(tls === undefined ? {} : { tls }),
      ...(upstream.answerHeaders === undefined ? {} : { answerHeaders: upstream.answerHeaders }),
      ...(upstream.refusalHeaders === undefined ? {} : { refusalHeaders: upstream.refusalHeaders }),
      secrets: gateway === undefined ? ring.secrets : eitherOf(ring.secrets, gateway.secrets),
      handler: front,
      ownApis: [
        ...(observers.ownApis?.((accessKeyId) => isTrusted(ring.find(accessKeyId))) ?? []),
        ...(gateway?.apis(async (request) => content(request)) ?? []),
      ],
    });
    const secure = tls !== undefined;
    const address = await listenOn(server, { host, port: options.port, secure });
    return {
      ...address,
      upstream: upstream.name,
      ping: async (signal) => upstream.ping(signal),
      close: async () => {
        await server.close();
        await gateway?.close();
        await upstream.close();
      },
      reload: async () => {
        const nextTls = options.tls === undefined ? undefined : await read(options.tls);
        const nextKeys = await read(keys);
        const nextInner = await innerStages(store);
        // Last, since those who make stages let go of the old ones.
        current = await read(stages);
        if (nextTls !== undefined) server.renewTls(nextTls);
        ring.replace(nextKeys);
        inner = nextInner;
        content = assembleContent();
      },
    };
  } catch (error) {
    await gateway?.close();
    await upstream.close();
    throw error;
  }
}

/** Stages before the store keep what is their own in it, which is nobody else's. */
function hidden(inner: readonly Stage[]): readonly Stage[] {
  return inner.length === 0 ? [] : [reservedPrefixStage()];
}

/** What a request passes before hooks and all that: who asks, and may he? */
function frontStages(
  ring: KeyRing,
  anonymous: AnonymousAccess,
  gateway: Gateway | undefined,
): readonly Stage[] {
  if (gateway === undefined) return [authorizeStage(ring, anonymous), callerIdentityStage()];
  return [authorizeStage(ring, "public", "passed"), ...gateway.stages];
}

/** The proxy's own keys come first: nobody else's can take their place. */
function eitherOf(own: SecretLookup, others: SecretLookup): SecretLookup {
  return async (accessKeyId, sessionToken) =>
    (await own(accessKeyId, sessionToken)) ?? others(accessKeyId, sessionToken);
}

async function read<Value>(source: Reloadable<Value>): Promise<Value> {
  return typeof source === "function" ? (source as () => Promise<Value>)() : source;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

function requireLoopback(anonymous: AnonymousAccess, host: string): void {
  if (anonymous !== "everything" || LOOPBACK.test(host)) return;
  throw new ConfigurationError(`Everyone who reaches ${host} could do everything without a key`, {
    code: "AnonymousNotLoopback",
    hints: ["Serve unsigned requests on 127.0.0.1 only, or give clients keys"],
  });
}

function gatewayForAll(): ConfigurationError {
  return new ConfigurationError("A gateway knows its users: it cannot let everyone do everything", {
    code: "AnonymousGateway",
    hints: ["Leave out --anonymous; with --public everyone may read what is public"],
  });
}

/** What everyone may do is done in the proxy's name. */
function asProxy(anonymous: AnonymousAccess): readonly Stage[] {
  return anonymous === "everything" ? [ownerStage()] : [];
}

async function openUpstream(
  { upstream, clock = () => new Date(), upstreamTimeouts = {} }: StartProxyOptions,
  onFailure: (failure: UpstreamFailure) => void,
): Promise<Upstream> {
  if ("embeddedDir" in upstream) {
    const { openEmbedded } = await import("./upstream/open-embedded.js");
    return openEmbedded(upstream, clock);
  }
  return openRemote(upstream, { timeouts: upstreamTimeouts, onFailure });
}

function isTrusted(key: ProxyKey | undefined): boolean {
  return key !== undefined && !isLimited(key);
}

function serverObservers({
  onUpstreamFailure: _failures,
  onUnreadableObject: _objects,
  ownApis: _apis,
  ...observers
}: ProxyObservers) {
  return observers;
}

function createProxyServer(
  { hostSuffixes = [], clock, timeouts }: StartProxyOptions,
  parts: Omit<S3ServerOptions, "hostSuffixes" | "clock" | "timeouts">,
): S3Server {
  return createS3Server({
    ...parts,
    hostSuffixes,
    ...(clock === undefined ? {} : { clock }),
    ...(timeouts === undefined ? {} : { timeouts }),
  });
}

/** Of an answer that had begun, the client can only be cut off. */
function brokenAnswer(cause: unknown, { requestId, operation, bucket }: AnswerSubject): UpstreamFailure {
  const message = `its answer broke off: ${reasonOf(cause)}`;
  return { requestId, operation: operation ?? "Unknown", bucket, message, cause };
}

/** One line is enough: the object is to be looked at, not the program. */
function unreadableObject(
  cause: unknown,
  subject: Pick<AnswerSubject, "requestId" | "operation" | "bucket" | "key">,
): UpstreamFailure {
  const { requestId, operation, bucket, key } = subject;
  const message = `${bucket ?? ""}/${key ?? ""}: ${reasonOf(cause)}`;
  return { requestId, operation: operation ?? "Unknown", bucket, message, cause };
}

function reportUnreadable({ requestId, operation, message }: UpstreamFailure): void {
  process.stderr.write(`${operation} ${requestId}: ${message}\n`);
}

async function noStages(): Promise<readonly Stage[]> {
  return Promise.resolve([]);
}

function reportError(error: unknown, { requestId, operation }: AnswerSubject): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${operation ?? "Unknown"} ${requestId}: ${text}\n`);
}

function reportFailure({ requestId, operation, bucket, message }: UpstreamFailure): void {
  process.stderr.write(`${operation} ${bucket ?? ""} ${requestId}: the store behind failed: ${message}\n`);
}
