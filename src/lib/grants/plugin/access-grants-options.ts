import type { AccessGrantsObserver } from "./access-grants-event.js";

/** All of it is optional. */
export interface AccessGrantsOptions {
  /**
   * What happens when no credentials can be had for an operation that grants are for: `true` sends the request with the
   * client's own, `false` (default) fails with the reason. Operations that grants are not for always use the
   * client's own. The same meaning as `fallback_enabled` of the plugin for boto3.
   */
  readonly fallbackEnabled?: boolean;
  /** Lifetime of credentials, 900 to 43,200. Default: what the service gives, an hour. */
  readonly durationSeconds?: number;
  /**
   * `Default`: credentials for all that the matching grant covers, used for later requests too. `Minimal`: for what the
   * request touches alone, so that nearly each new key costs a call.
   */
  readonly privilege?: "Default" | "Minimal";
  /** Told to the log of the service with each call; 1 to 2,048 characters. */
  readonly auditContext?: string;
  /** Account of the Access Grants instance. Default: found out for each bucket, and remembered for an hour. */
  readonly accountId?: string;
  /** URL of a gateway that serves S3 Access Grants. Default: the client's own endpoint; without one, AWS. */
  readonly controlEndpoint?: string;
  /** Credentials held for one caller at most. Default: 30,000. */
  readonly maxHeld?: number;
  /** Refusals remembered for one caller at most. Default: 3,000. */
  readonly maxDenied?: number;
  /** How long a refusal is remembered. Default: 300,000; 0: not at all. */
  readonly deniedLifetimeMs?: number;
  /** How long before their end credentials are renewed, at most a tenth of their lifetime. Default: 300,000. */
  readonly refreshAheadMs?: number;
  /**
   * Copies for which no one grant has both source and target: read with one grant and written with another, through
   * this process (`true`, the default), or refused.
   */
  readonly relayCopies?: boolean;
  /** Told what the plugin does: for metrics and logs. */
  readonly onEvent?: AccessGrantsObserver;
  /** Milliseconds since 1970. Default: the client's clock. */
  readonly now?: () => number;
}
