import type { Caller } from "../../access/grants/decide.js";
import type { User } from "../../workspace/registry/records.js";
import type { SessionClaims } from "../credentials/session-claims.js";

/** Who sent a request to the gateway, as the registry knows him at this moment. */
export type GatewayCaller =
  /** One of the proxy's own keys, or a user who is an administrator and whose credentials are not limited. */
  | {
      readonly kind: "administrator";
      readonly name: string;
      readonly user?: User | undefined;
      /** Present for minted credentials. */
      readonly claims?: SessionClaims | undefined;
      /** May use S3 only, and of that not all. */
      readonly isLimited?: boolean | undefined;
    }
  | {
      readonly kind: "user";
      readonly name: string;
      readonly user: User;
      readonly access: Caller;
      /** Present for minted credentials. */
      readonly claims?: SessionClaims | undefined;
    }
  /** Nobody in particular: what is open to everyone. */
  | { readonly kind: "anonymous"; readonly name: string; readonly access: Caller };
