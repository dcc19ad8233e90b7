import { malformedCredential, type CredentialPlace } from "./auth-errors.js";
import type { SigningScope } from "./signing-key.js";

/** What a SigV4 credential says: `AKID/20130524/us-east-1/s3/aws4_request`. */
export interface CredentialScope extends SigningScope {
  readonly accessKeyId: string;
}

export interface ScopeRules {
  readonly place: CredentialPlace;
  readonly services: readonly string[];
  /** Undefined: any. */
  readonly region?: string | undefined;
}

/**
 * Read a credential. The access key may itself hold slashes: the last four parts are the scope.
 *
 * @throws S3Error as S3 words it for the place that the credential came from.
 */
export function parseCredential(credential: string, rules: ScopeRules): CredentialScope {
  const { place, services, region: ownRegion } = rules;
  const parts = credential.split("/");
  const [day, region, service, terminal] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join("/");
  if (parts.length < 5 || day === undefined || region === undefined || service === undefined) {
    throw malformedCredential(
      place,
      'the Credential is mis-formatted; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (accessKeyId === "") {
    throw malformedCredential(place, "a non-empty Access Key (AKID) must be provided in the credential.");
  }
  if (terminal !== "aws4_request") {
    throw malformedCredential(
      place,
      `incorrect terminal "${terminal ?? ""}". This endpoint uses "aws4_request".`,
    );
  }
  if (!services.includes(service)) {
    throw malformedCredential(
      place,
      `incorrect service "${service}". This endpoint belongs to "${services.join('" or "')}".`,
    );
  }
  if (!/^\d{8}$/.test(day)) {
    throw malformedCredential(
      place,
      `incorrect date format "${day}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  }
  if (ownRegion !== undefined && region !== ownRegion) {
    throw malformedCredential(place, `the region '${region}' is wrong; expecting '${ownRegion}'`, {
      Region: ownRegion,
    });
  }
  return { accessKeyId, day, region, service };
}
