import { S3Error } from "../../wire/s3-error.js";

/*
 * The refusals of S3 Access Grants, in its own words.
 * Source: S3 API Reference, "List of Amazon S3 Access Grants error codes".
 */

export const MAX_LOCATIONS = 1000;
export const MAX_GRANTS = 100_000;

export function noInstance(): S3Error {
  return new S3Error("AccessGrantsInstanceNotExistsError", "Access Grants Instance does not exist");
}

export function instanceExists(): S3Error {
  return new S3Error("AccessGrantsInstanceAlreadyExists", "Access Grants Instance already exists");
}

export function instanceNotEmpty(): S3Error {
  return new S3Error(
    "AccessGrantsInstanceNotEmptyError",
    "Please clean up locations before deleting the access grants instance",
  );
}

export function noResourcePolicy(): S3Error {
  return new S3Error(
    "AccessGrantsInstanceResourcePolicyNotExists",
    "Access Grants Instance Resource Policy does not exist",
  );
}

export function invalidResourcePolicy(): S3Error {
  return new S3Error("InvalidResourcePolicy", "The specified Resource Policy is invalid");
}

export function invalidIdentityCenter(): S3Error {
  return new S3Error("InvalidIdentityCenterInstance", "The specified identity center instance is invalid");
}

export function noLocation(): S3Error {
  return new S3Error(
    "NoSuchAccessGrantsLocationError",
    "The specified access grants location does not exist",
  );
}

export function locationExists(): S3Error {
  return new S3Error(
    "AccessGrantsLocationAlreadyExistsError",
    "The specified access grants location already exists",
  );
}

export function locationNotEmpty(): S3Error {
  return new S3Error(
    "AccessGrantsLocationNotEmptyError",
    "Please clean up access grants before deleting access grants location",
  );
}

export function invalidLocation(): S3Error {
  return new S3Error("InvalidAccessGrantsLocation", "The specified Access Grants Location is invalid");
}

export function invalidRole(): S3Error {
  return new S3Error("InvalidIamRole", "The specified IAM Role is invalid");
}

export function tooManyLocations(): S3Error {
  return new S3Error(
    "AccessGrantsLocationsQuotaExceededError",
    `The access grants location quota has been exceeded. Access Grants Locations Quota: ${MAX_LOCATIONS.toString()}.`,
  );
}

export function noGrant(): S3Error {
  return new S3Error("NoSuchAccessGrantError", "The specified access grant does not exist");
}

export function grantExists(): S3Error {
  return new S3Error("AccessGrantAlreadyExists", "The specified access grant already exists");
}

/** @param Reason for people, beside the message: AWS does not say. */
export function invalidGrant(Reason: string): S3Error {
  return new S3Error("InvalidAccessGrant", "The specified Access Grant is invalid", { details: { Reason } });
}

export function tooManyGrants(): S3Error {
  return new S3Error(
    "AccessGrantsQuotaExceededError",
    `The access grants quota has been exceeded. Access Grants Quota: ${MAX_GRANTS.toString()}.`,
  );
}

/** That no grant has what was asked for. */
export function noAccess(permission: string, target: string): S3Error {
  return new S3Error(
    "AccessDenied",
    `You do not have ${permission} permissions to the requested S3 Prefix: ${target}`,
  );
}

/** That an operation is for administrators. */
export function notAuthorized(userArn: string, operation: string): S3Error {
  return new S3Error(
    "AccessDenied",
    `User: ${userArn} is not authorized to perform: s3:${operation} because no identity-based policy allows the s3:${operation} action`,
  );
}

export function mayNotAssume(roleArn: string): S3Error {
  return new S3Error(
    "StsNotAuthorizedError",
    `User: access-grants.s3.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
}

export function policyTooLarge(): S3Error {
  return new S3Error("StsPackedPolicyTooLargeError", "Serialized token too large for session");
}

export function stsInvalid(reason: string): S3Error {
  return new S3Error("StsValidationError", reason);
}

/** A parameter that is missing, or not what it must be. */
export function invalidRequest(reason: string): S3Error {
  return new S3Error("InvalidRequest", reason);
}
