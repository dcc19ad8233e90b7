import type { AccessLimits } from "../../access/grants/decide.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import type { SecretLookup } from "../../wire/auth/credentials.js";
import type { Caller } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { User } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import { BoundedCache } from "./bounded-cache.js";
import { isMinted } from "./mint-credentials.js";
import { openSession, type Session } from "./open-session.js";
import type { SessionClaims } from "./session-claims.js";

export interface GatewayCallersOptions {
  readonly ring: KeyRing;
  /** What the registry says at this moment. */
  readonly state: () => RegistryState;
  /** The secret of a user's own key. */
  readonly openUserSecret: (user: User) => Promise<string>;
  readonly clock: () => Date;
}

/** What of opened secrets is kept, so that a request costs no decryption. */
const CACHED_SECRETS = 20_000;

/** Knows everybody who may sign requests to the gateway: the registry's users, and who has minted credentials. */
export class GatewayCallers {
  readonly #options: GatewayCallersOptions;
  readonly #sessions = new BoundedCache<Session>(CACHED_SECRETS);
  readonly #secrets = new BoundedCache<string>(CACHED_SECRETS);

  constructor(options: GatewayCallersOptions) {
    this.#options = options;
  }

  /** The secret behind an access key. Says nothing of whether its owner may do anything: see {@link identify}. */
  readonly secrets: SecretLookup = async (accessKeyId, sessionToken) => {
    if (isMinted(accessKeyId)) {
      const session = await this.#session(accessKeyId, sessionToken ?? "");
      return session && { ...session, expiresAt: new Date(session.claims.expiresAt) };
    }
    const user = this.#options.state().userOfKey(accessKeyId);
    return user && { secretAccessKey: await this.#secretOf(user) };
  };

  /**
   * Who the caller of an authenticated request is, by what the registry says now.
   *
   * @throws S3Error AccessDenied for users that are disabled or gone and credentials that were revoked, ExpiredToken.
   */
  async identify(caller: Caller): Promise<GatewayCaller> {
    if (caller.kind === "anonymous")
      return { kind: "anonymous", name: "anonymous", access: { identities: ["everyone"] } };
    const { accessKeyId, sessionToken } = caller;
    if (isMinted(accessKeyId)) {
      const session = await this.#session(accessKeyId, sessionToken ?? "");
      if (session === undefined) throw ended("were not issued here");
      return this.#callerOfSession(session.claims);
    }
    const user = this.#options.state().userOfKey(accessKeyId);
    if (user === undefined) throw ended("were replaced or removed");
    return this.#callerOf(requireEnabled(user), undefined, undefined);
  }

  #callerOfSession(claims: SessionClaims): GatewayCaller {
    const state = this.#options.state();
    const user = state.users.get(claims.userId);
    if (user === undefined) throw ended("belong to a user who was removed");
    if (claims.expiresAt <= this.#options.clock().getTime())
      throw new S3Error("ExpiredToken", "The provided token has expired.");
    if (claims.userKeyId !== undefined && claims.userKeyId !== user.key.accessKeyId)
      throw ended("were issued to a key that has been replaced");
    return this.#callerOf(requireEnabled(user), limitsOf(claims, state), claims);
  }

  #callerOf(user: User, limits: AccessLimits | undefined, claims: SessionClaims | undefined): GatewayCaller {
    if (user.isAdministrator && limits === undefined)
      return { kind: "administrator", name: user.name, user, claims };
    const identities = this.#options.state().identitiesOf(user.id);
    return { kind: "user", name: user.name, user, claims, access: { identities, limits } };
  }

  async #session(accessKeyId: string, sessionToken: string): Promise<Session | undefined> {
    const name = `${accessKeyId} ${sessionToken}`;
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const session = await openSession(this.#options.ring, accessKeyId, sessionToken);
    // What is not valid is not kept: anybody could fill the cache with it.
    if (session !== undefined) this.#sessions.set(name, session);
    return session;
  }

  async #secretOf(user: User): Promise<string> {
    const { sealedSecret } = user.key;
    const known = this.#secrets.get(sealedSecret);
    if (known !== undefined) return known;
    const secret = await this.#options.openUserSecret(user);
    this.#secrets.set(sealedSecret, secret);
    return secret;
  }
}

/** Undefined: the credentials are good for all that the user may do. */
function limitsOf(
  { tokenId, grantIds, scopes }: SessionClaims,
  state: RegistryState,
): AccessLimits | undefined {
  const token = tokenId === undefined ? undefined : state.tokens.get(tokenId);
  if (tokenId !== undefined && token === undefined) throw ended("were revoked");
  const ids = both(token?.grantIds, grantIds);
  if (ids === undefined && scopes === undefined) return undefined;
  return { grantIds: ids && new Set(ids), scopes };
}

/** Credentials that a token's were exchanged for may be limited further, never less. */
function both(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one === undefined || other === undefined ? (one ?? other) : other.filter((id) => one.includes(id));
}

function requireEnabled(user: User): User {
  if (user.isEnabled) return user;
  throw new S3Error("AccessDenied", `Access Denied. The user ${user.name} is disabled.`);
}

function ended(why: string): S3Error {
  return new S3Error("AccessDenied", `Access Denied. These credentials ${why}.`);
}
