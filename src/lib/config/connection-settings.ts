import type { CheckedCapabilities } from "./known-capabilities.js";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";

/**
 * Everything needed to talk to a store, resolved from flags, environment, s3kit profiles and `~/.aws`
 * (see `config/resolve-connection.ts`). Plain data, so that it can be shown, tested and compared.
 */
export interface ConnectionSettings {
  /** Name of the profile it came from; undefined: environment and flags alone. */
  readonly profile: string | undefined;
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly pathStyle: boolean;
  /** Undefined: requests are not signed. */
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /** `when_required` for stores that refuse the checksums newer SDKs send by default. */
  readonly checksums: "when_supported" | "when_required";
  /** Requests are signed with credentials that S3 Access Grants gives for them; the others only ask for those. */
  readonly accessGrants?: boolean;
  /** PEM file of certificate authorities to trust besides those Node knows (`AWS_CA_BUNDLE`). */
  readonly caFile?: string;
  /** Tries for a request, the first included; undefined: the client's default. */
  readonly maxAttempts?: number;
  /** What `s3kit profile check` found out about the store; undefined: never checked, or AWS. */
  readonly capabilities?: CheckedCapabilities;
}
