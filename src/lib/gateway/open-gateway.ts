import type { S3Client } from "@aws-sdk/client-s3";
import type { KeyRing } from "../key-ring/key-ring.js";
import type { SecretLookup } from "../wire/auth/credentials.js";
import type { Caller, Handler, Stage } from "../wire/exchange.js";
import { S3Error } from "../wire/s3-error.js";
import type { OwnApi } from "../wire/http/own-api.js";
import { AuditLog } from "../workspace/audit/audit-log.js";
import type { MintedKey, TokenOrder } from "../workspace/services/administration-context.js";
import { openRegistry, type Registry } from "../workspace/registry/registry.js";
import { RefusalAudit } from "./audit/audit-refusals.js";
import { gatewayStage } from "./authorization/authorize-stage.js";
import type { GatewayCaller } from "./authorization/gateway-caller.js";
import { GatewayCallers } from "./credentials/gateway-callers.js";
import { mintToken } from "./credentials/mint-token.js";
import { gatewayApis } from "./gateway-apis.js";
import { SecondLook } from "./second-look.js";
import { stsStage } from "./sts/sts-stage.js";
import { quotaStage } from "./quotas/quota-stage.js";
import { FOLLOW_INTERVAL_MS, requireFresh } from "./registry-freshness.js";

export interface OpenGatewayOptions {
  /** For the store that holds the control bucket; the caller's to destroy. */
  readonly client: S3Client;
  readonly controlBucket: string;
  readonly ring: KeyRing;
  /**
   * The administrator behind a key that is the server's own; undefined for every other key. One who is limited is held
   * to his limits before the gateway sees what he asks of S3, and cannot administer it.
   */
  readonly operator: (
    accessKeyId: string,
  ) => { readonly name: string; readonly isLimited: boolean } | undefined;
  /** Whether requests without a signature may do what is open to everyone. Default: they are refused. */
  readonly allowAnonymous?: boolean | undefined;
  /** Where clients reach the gateway, for links. Default: where they reached it when they asked. */
  readonly url?: string | undefined;
  readonly clock?: (() => Date) | undefined;
  /** Told of what does not stop anything, such as a poll of the registry that failed. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** Refusals and changes are written down together with others of the same time. */
const AUDIT_INTERVAL_MS = 1000;

/** Users, workspaces and all that in front of a store. */
export interface Gateway {
  /** Of the registry's users and of minted credentials. */
  readonly secrets: SecretLookup;
  /** What stands before everything else that happens to a request. */
  readonly stages: readonly Stage[];
  /** Its own APIs; `content` answers requests that were authorised already, as what comes behind {@link stages} does. */
  apis(content: Handler): readonly OwnApi[];
  close(): Promise<void>;
}

/** What the parts of a gateway work with. */
export interface GatewayContext {
  readonly registry: Registry;
  readonly ring: KeyRing;
  /** For the store behind. */
  readonly client: S3Client;
  readonly audit: AuditLog;
  /** Mints the credentials of a token that the registry keeps a record of. */
  readonly mintToken: (order: TokenOrder) => Promise<MintedKey>;
  /** Where clients reach the gateway; undefined: where they reached it. */
  readonly url: string | undefined;
  readonly clock: () => Date;
  /** Who a caller is, by a registry that is new enough. @throws S3Error when he may do nothing */
  readonly identify: (caller: Caller) => Promise<GatewayCaller>;
}

/**
 * Open a gateway on the registry in a control bucket, and keep reading what others write to it.
 *
 * @throws as `openRegistry` does.
 */
export async function openGateway(options: OpenGatewayOptions): Promise<Gateway> {
  const { client, controlBucket, ring, clock = () => new Date(), onProblem } = options;
  const registry = await openRegistry(client, { bucket: controlBucket, ring }, { onProblem });
  const stopFollowing = registry.follow(FOLLOW_INTERVAL_MS);
  const secondLook = new SecondLook(registry);
  const callers = new GatewayCallers({
    ring,
    state: () => registry.state,
    openUserSecret: async ({ id, key }) => registry.keys.open(id, key.sealedSecret),
    clock,
  });
  const identify = async (caller: Caller): Promise<GatewayCaller> => {
    const operator = caller.kind === "signed" ? options.operator(caller.accessKeyId) : undefined;
    if (operator !== undefined) return { kind: "administrator", ...operator };
    if (caller.kind === "anonymous" && options.allowAnonymous !== true) throw unsigned();
    await requireFresh(registry);
    try {
      return await callers.identify(caller);
    } catch (error) {
      if (await secondLook.take()) return callers.identify(caller);
      throw error;
    }
  };
  const audit = new AuditLog(registry.bucket, registry.keys, {
    flushIntervalMs: AUDIT_INTERVAL_MS,
    onProblem,
  });
  const refusals = new RefusalAudit(audit, clock);
  const context: GatewayContext = {
    registry,
    ring,
    client,
    audit,
    mintToken: async (order) => mintToken(ring, order),
    url: options.url?.replace(/\/+$/, ""),
    clock,
    identify,
  };
  return {
    secrets: async (accessKeyId, sessionToken) => {
      await requireFresh(registry);
      const known = await callers.secrets(accessKeyId, sessionToken);
      return known === undefined && (await secondLook.take())
        ? callers.secrets(accessKeyId, sessionToken)
        : known;
    },
    stages: [
      stsStage(context),
      gatewayStage({
        identify: async ({ caller }) => identify(caller),
        grants: () => registry.state.grants,
        lookAgain: secondLook.take,
        clock,
        onRefused: (request, caller, reason) => {
          refusals.record(request, caller, reason);
        },
      }),
      quotaStage({ client, state: () => registry.state, onProblem }),
    ],
    apis: (content) => gatewayApis(context, content),
    close: async () => {
      stopFollowing();
      await audit.flush().catch((error: unknown) => onProblem?.(error));
    },
  };
}

function unsigned(): S3Error {
  return new S3Error("AccessDenied", "Access Denied. This gateway answers signed requests only.");
}
