import type { S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { AuditLog } from "../audit/audit-log.js";
import type { RegistryEvent, User } from "../registry/records.js";
import type { Registry } from "../registry/registry.js";
import { DIRECT_ACTOR, type RegistryState } from "../registry/registry-state.js";

/** Who an operation is done for. */
export type Actor =
  /** Somebody in the registry. */
  | { readonly kind: "user"; readonly userId: string }
  /** Whoever holds the control bucket and the key ring, or a key of the server's own. */
  | { readonly kind: "administrator" }
  /** Nobody yet: may register. */
  | { readonly kind: "anonymous" };

/** What the credentials of a token are made of. */
export interface TokenOrder {
  readonly tokenId: string;
  readonly userId: string;
  /** The key of the user who asked for himself; undefined: an administrator asked. */
  readonly userKeyId: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface MintedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface AdministrationContext {
  readonly registry: Registry;
  /** For the store itself. */
  readonly client: S3Client;
  readonly actor: Actor;
  readonly audit: AuditLog;
  readonly mintToken: (order: TokenOrder) => Promise<MintedKey>;
  /** Address of the gateway, for whoever is told about it; undefined: what the settings say. */
  readonly gatewayEndpoint?: string | undefined;
}

/** Somebody who may act, as the registry knows him at this moment. */
export interface ActingAs {
  /** Undefined: the administrator without a name. */
  readonly user: User | undefined;
  readonly isAdministrator: boolean;
  /** For the log: a user's id, or `administrator`. */
  readonly by: string;
}

/** Who acts. @throws AccessDeniedError when he is nobody, disabled or gone */
export function actingAs(state: RegistryState, actor: Actor): ActingAs {
  if (actor.kind === "administrator") return { user: undefined, isAdministrator: true, by: DIRECT_ACTOR };
  const user = actor.kind === "user" ? state.users.get(actor.userId) : undefined;
  if (user?.isEnabled !== true)
    throw new AccessDeniedError("This is for users of the registry who are enabled");
  return { user, isAdministrator: user.isAdministrator, by: user.id };
}

/** The actor for people to read. */
export function actorName(state: RegistryState, actor: Actor): string {
  if (actor.kind !== "user") return actor.kind === "administrator" ? DIRECT_ACTOR : actor.kind;
  return state.users.get(actor.userId)?.name ?? actor.userId;
}

/** @throws AccessDeniedError unless an administrator acts */
export function requireAdministrator(state: RegistryState, actor: Actor): ActingAs {
  const acting = actingAs(state, actor);
  if (acting.isAdministrator) return acting;
  throw new AccessDeniedError("This is for administrators", { hints: ["Ask one of them"] });
}

/** What a change writes, and what it answers. */
export interface Change<Answer> {
  readonly events: readonly RegistryEvent[];
  /** Called with the state after the change. */
  readonly answer: (state: RegistryState) => Answer;
}

/** Change the registry for the actor; `decide` sees the newest state, and may be called again: see `Registry.commit`. */
export async function commitChange<Answer>(
  { registry, actor }: AdministrationContext,
  action: string,
  decide: (state: RegistryState, at: Date) => Change<Answer>,
  options: CallOptions = {},
): Promise<Answer> {
  let decided: Change<Answer> | undefined;
  const by = actor.kind === "user" ? actor.userId : actor.kind;
  await registry.commit(
    { by, action },
    (state, at) => {
      decided = decide(state, at);
      return decided.events;
    },
    options,
  );
  if (decided === undefined) throw new TypeError("A commit came to an end without a decision");
  return decided.answer(registry.state);
}

/** Read the registry at its newest for the actor. */
export async function readState(
  { registry }: AdministrationContext,
  options: CallOptions = {},
): Promise<RegistryState> {
  await registry.refresh(options);
  return registry.state;
}
