import type { Permission } from "../../access/grants/access-grant.js";

interface AboutDemand {
  readonly permission: Permission;
  /** `s3://bucket/key`, or `s3://bucket/prefix*`. */
  readonly target: string;
}

/** What the plugin did, for metrics and logs. Holds no secret. */
export type AccessGrantsEvent =
  /** Credentials that were held did. */
  | ({ readonly type: "hit" } & AboutDemand)
  /** A refusal that is remembered was told again, without asking. */
  | ({ readonly type: "denied-hit"; readonly error: unknown } & AboutDemand)
  /** GetDataAccess gave credentials; `refresh`: ahead of the end of others. */
  | ({
      readonly type: "fetched";
      readonly refresh: boolean;
      readonly matchedTarget: string;
      readonly expiration: Date;
      /** With the look-ups of account and region, where those were needed. */
      readonly durationMs: number;
    } & AboutDemand)
  /** No credentials could be had; after a failed refresh the old ones are used while they last. */
  | ({
      readonly type: "fetch-failed";
      readonly refresh: boolean;
      readonly error: unknown;
      readonly durationMs: number;
    } & AboutDemand)
  /** The caller's own credentials were used. `error`: why, where the operation is one that grants are for. */
  | { readonly type: "fallback"; readonly operation: string; readonly error?: unknown }
  /** One call became several requests, each with credentials of its own. */
  | { readonly type: "split"; readonly operation: string; readonly requestCount: number };

/** Told of events as they happen. It must not throw. */
export type AccessGrantsObserver = (event: AccessGrantsEvent) => void;
