import type { S3ControlClient } from "@aws-sdk/client-s3-control";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import { ConfigurationError } from "../../errors/s3kit-error.js";
import { createControlClient, type ControlConnection } from "../control-client.js";
import { CachedLookup } from "./cached-lookup.js";
import type { GivenAccess } from "./grant-broker.js";
import { formatGrantScope, parseGrantScope } from "./grant-scope.js";
import type { Demand } from "./request-demand.js";

/** How access is asked for. */
export interface AccessRequestSettings {
  /** 900 to 43,200; undefined: an hour. */
  readonly durationSeconds: number | undefined;
  /** `Minimal`: credentials for the target alone, not for all of the grant. */
  readonly privilege: "Default" | "Minimal";
  /** Told to the log of the service with each request; 1 to 2,048 characters. */
  readonly auditContext: string | undefined;
  /** Account of the Access Grants instance; undefined: found out. */
  readonly accountId: string | undefined;
}

export interface AccessServiceOptions extends AccessRequestSettings {
  readonly endpoint: string | undefined;
  readonly requestHandler: ControlConnection["requestHandler"];
  /** As the client reaches S3, so it reaches the other services. */
  readonly endpointKind: ControlConnection["endpointKind"];
  readonly regionOf: (bucket: string) => Promise<string>;
  readonly now: () => number;
}

const MAX_ACCOUNTS = 1000;
const ACCOUNT_LIFETIME_MS = 3_600_000;

/**
 * S3 Access Grants as one caller sees it: everything is asked with this caller's credentials, and what is learnt is
 * kept for this caller alone.
 */
export class AccessService {
  readonly #identity: AwsCredentialIdentity;
  readonly #options: AccessServiceOptions;
  readonly #clients = new Map<string, Promise<S3ControlClient>>();
  readonly #owners: CachedLookup<string>;
  readonly #caller: CachedLookup<string>;

  constructor(identity: AwsCredentialIdentity, options: AccessServiceOptions) {
    this.#identity = identity;
    this.#options = options;
    const cache = { lifetimeMs: ACCOUNT_LIFETIME_MS, now: options.now };
    this.#owners = new CachedLookup({ maxCount: MAX_ACCOUNTS, ...cache });
    this.#caller = new CachedLookup({ maxCount: 1, ...cache });
  }

  /** @throws what GetDataAccess, or a look-up before it, refused with. */
  async ask(demand: Demand): Promise<GivenAccess> {
    const { bucket } = demand.scope;
    const region = await this.#options.regionOf(bucket);
    const client = await this.#client(region);
    const accountId =
      this.#options.accountId ??
      (await this.#owners.get(bucket, async () => this.#findOwner(client, region, bucket)));
    return this.#getDataAccess(client, accountId, demand);
  }

  async #getDataAccess(client: S3ControlClient, accountId: string, demand: Demand): Promise<GivenAccess> {
    const { GetDataAccessCommand } = await import("@aws-sdk/client-s3-control");
    const { privilege, durationSeconds, auditContext } = this.#options;
    const answer = await client.send(
      new GetDataAccessCommand({
        AccountId: accountId,
        Target: formatGrantScope(demand.scope),
        Permission: demand.permission,
        Privilege: privilege,
        ...(namesObject(demand, privilege) ? { TargetType: "Object" } : {}),
        ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
        ...(auditContext === undefined ? {} : { AuditContext: auditContext }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new TypeError("GetDataAccess was answered without complete credentials");
    // Credentials of least privilege are good for what was asked, whatever the grant would allow.
    const granted = privilege === "Minimal" ? undefined : parseGrantScope(answer.MatchedGrantTarget ?? "");
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
      scope: granted ?? demand.scope,
    };
  }

  /** Whose Access Grants instance is responsible for a bucket. */
  async #findOwner(client: S3ControlClient, region: string, bucket: string): Promise<string> {
    const { GetAccessGrantsInstanceForPrefixCommand } = await import("@aws-sdk/client-s3-control");
    const caller = await this.#callerAccount(region);
    const { AccessGrantsInstanceArn: arn = "" } = await client.send(
      new GetAccessGrantsInstanceForPrefixCommand({ AccountId: caller, S3Prefix: `s3://${bucket}` }),
    );
    return arn.split(":")[4] || caller;
  }

  async #callerAccount(region: string): Promise<string> {
    return this.#identity.accountId ?? this.#caller.get("", async () => this.#askWhoCalls(region));
  }

  async #askWhoCalls(region: string): Promise<string> {
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const { endpoint, requestHandler, endpointKind } = this.#options;
    const client = new STSClient({
      ...endpointKind,
      region,
      credentials: this.#identity,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(requestHandler === undefined ? {} : { requestHandler }),
    });
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account !== undefined && /^\d{12}$/.test(Account)) return Account;
    throw new ConfigurationError("The account of these credentials could not be found out", {
      code: "NoAccountId",
      hints: ["Name the account of the Access Grants instance: accountId"],
    });
  }

  #client(region: string): Promise<S3ControlClient> {
    const { endpoint, requestHandler, endpointKind } = this.#options;
    const known = this.#clients.get(region);
    if (known !== undefined) return known;
    const credentials = this.#identity;
    const client = createControlClient({
      endpoint,
      region,
      credentials,
      requestHandler,
      endpointKind,
    });
    this.#clients.set(region, client);
    return client;
  }
}

/**
 * When the service must be told that the target is an object: for least privilege, and where a key that ends in `*` would be
 * taken for a prefix.
 */
function namesObject({ scope }: Demand, privilege: "Default" | "Minimal"): boolean {
  return "key" in scope && (privilege === "Minimal" || scope.key.endsWith("*"));
}
