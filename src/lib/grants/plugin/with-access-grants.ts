import { AsyncLocalStorage } from "node:async_hooks";
import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { AccessGrantsOptions } from "./access-grants-options.js";
import { GrantAccess } from "./grant-access.js";
import { formatGrantScope } from "./grant-scope.js";
import type { HeldGrant } from "./held-grants.js";
import { RequestRunner } from "./request-runner.js";
import { serviceEndpoint } from "./service-endpoint.js";
import type { RequestInput } from "./request-demand.js";

/**
 * An `S3Client` of the AWS SDK v3, or an `S3`: of whichever version, which classes with private members could not tell to
 * be alike.
 */
export interface AnyS3Client {
  readonly config: { readonly forcePathStyle: boolean; readonly region: () => Promise<string> };
  readonly middlewareStack: { readonly add: unknown };
  readonly send: unknown;
}

/** Credentials that are held, without their secrets. */
export interface HeldAccess {
  readonly permission: "READ" | "WRITE" | "READWRITE";
  /** `s3://bucket/prefix*`, or `s3://bucket/key`. */
  readonly scope: string;
  readonly accessKeyId: string;
  readonly expiration: Date | undefined;
}

/** What can be done with the plugin of a client. */
export interface AccessGrantsControls {
  /** What is held at the moment, for all callers. */
  held(): readonly HeldAccess[];
  /**
   * The credentials that a request is signed with: granted ones, or the client's own where the request would fall back to
   * them. For those who sign requests themselves.
   *
   * @param operation name in the S3 API, such as `GetObject`.
   * @param options.refresh ask anew, as what is held is not taken any more.
   * @throws what GetDataAccess refused with.
   */
  credentialsFor(
    operation: string,
    input: RequestInput,
    options?: { readonly refresh?: boolean },
  ): Promise<AwsCredentialIdentity>;
  /** Forget all credentials, refusals, accounts and regions; the next request asks anew. */
  clear(): void;
}

const CONTROLS = Symbol.for("s3kit.access-grants");

/**
 * Make a client of the AWS SDK v3 ask S3 Access Grants for the credentials of its requests, and use these for
 * everything that they cover until they end. Returns the same client.
 *
 * The client's own credentials only prove to S3 Access Grants who asks. Requests need no change, presigned URLs (by
 * `@aws-sdk/s3-request-presigner`) are signed with granted credentials, too. Works with AWS and with the gateway of
 * s3kit, which serves S3 Access Grants in front of any store.
 *
 * - GetObject, ListObjectsV2, PutObject…: the scope that the request touches, and READ or WRITE.
 * - DeleteObjects: WRITE for the longest common beginning of its keys; where no grant has that, one request for each
 *   grant, and keys without a grant come back as `Errors` with `AccessDenied`.
 * - CopyObject, UploadPartCopy: READWRITE for the longest common beginning of source and target; where no grant has
 *   that, GetObject with one grant and PutObject (UploadPart) with another.
 * - All else (tagging, settings of buckets, access points, directory buckets): the client's own credentials.
 *
 * Requests that begin together share one call; credentials are renewed in the background before they end. Nothing is
 * shared between clients, nor between the callers of one client: caches are kept apart by access key, secret and
 * session token.
 *
 * Call it before the client's first request, once for each client.
 *
 * @example
 * ```ts
 * import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
 * import { withAccessGrants } from "s3kit/access-grants";
 *
 * const s3 = withAccessGrants(new S3Client({ region: "eu-west-1" }));
 * await s3.send(new GetObjectCommand({ Bucket: "reports", Key: "2026/january.csv" }));
 * ```
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-credentials.html
 */
export function withAccessGrants<Client extends AnyS3Client>(
  granted: Client,
  options: AccessGrantsOptions = {},
): Client {
  const client = granted as unknown as S3Client;
  if (CONTROLS in client) throw new TypeError("This client has S3 Access Grants already");
  const signer = new AsyncLocalStorage<AwsCredentialIdentity>();
  const own = client.config.credentials;
  signWith(client, signer, own);
  const access = new GrantAccess(client, options, {
    endpoint: async () => options.controlEndpoint ?? serviceEndpoint(client),
    asItself: async (work) => signer.run(await own(), work),
  });
  const runner = new RequestRunner(client, access, options, async (credentials, work) =>
    signer.run(credentials, work),
  );
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        // A request that the plugin makes, or one that it has found credentials for.
        if (signer.getStore() !== undefined) return next(args);
        const operation = commandName.replace(/Command$/, "");
        const run = async (input: RequestInput) => next({ ...args, input });
        return (await runner.run(operation, args.input as RequestInput, own, run)) as Awaited<
          ReturnType<typeof next>
        >;
      },
    { name: "s3kitAccessGrants", step: "initialize", priority: "high", tags: ["ACCESS_GRANTS"] },
  );
  const controls: AccessGrantsControls = {
    held: () => access.held().map(describe),
    credentialsFor: async (operation, input, { refresh = false } = {}) =>
      runner.credentialsFor(operation, input, own, refresh),
    clear: () => {
      access.clear();
    },
  };
  Object.defineProperty(client, CONTROLS, { value: controls, enumerable: false });
  return granted;
}

/** What {@link withAccessGrants} added to a client; undefined where it added nothing. */
export function accessGrantsOf(client: AnyS3Client): AccessGrantsControls | undefined {
  return (client as AnyS3Client & { [CONTROLS]?: AccessGrantsControls })[CONTROLS];
}

export type { AccessGrantsEvent, AccessGrantsObserver } from "./access-grants-event.js";
export type { RequestInput } from "./request-demand.js";
export type { AccessGrantsOptions } from "./access-grants-options.js";

/** Whatever signs asks the configuration: middleware, presigners. Assigning would make it remember the first answer. */
function signWith(
  client: S3Client,
  signer: AsyncLocalStorage<AwsCredentialIdentity>,
  own: AwsCredentialIdentityProvider,
): void {
  const value: AwsCredentialIdentityProvider = async (request) => signer.getStore() ?? own(request);
  Object.defineProperty(client.config, "credentials", { value, enumerable: true, configurable: true });
}

function describe({ demand, scope, credentials }: HeldGrant): HeldAccess {
  return {
    permission: demand.permission,
    scope: formatGrantScope(scope),
    accessKeyId: credentials.accessKeyId,
    expiration: credentials.expiration,
  };
}
