import type {
  GetAccessGrantCommandOutput,
  GetAccessGrantsInstanceCommandOutput,
  GetAccessGrantsLocationCommandOutput,
} from "@aws-sdk/client-s3-control";
import type { Permission } from "../access/grants/access-grant.js";

/*
 * What the commands for S3 Access Grants print under `--json`. Texts that the service left out are null.
 */

export interface InstanceDocument {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: string | null;
  readonly identityCenterArn: string | null;
}

export interface LocationDocument {
  readonly id: string;
  readonly arn: string;
  /** `s3://`, `s3://bucket` or `s3://bucket/prefix*`. */
  readonly scope: string;
  readonly iamRoleArn: string;
  readonly createdAt: string | null;
}

export type GranteeType = "IAM" | "DIRECTORY_USER" | "DIRECTORY_GROUP";

export interface GrantDocument {
  readonly id: string;
  readonly arn: string;
  readonly granteeType: GranteeType;
  /** ARN of a user or role, or id of a user or group of the directory. */
  readonly grantee: string;
  readonly permission: Permission;
  /** Location and sub-prefix put together. */
  readonly scope: string;
  readonly locationId: string;
  readonly subPrefix: string | null;
  readonly applicationArn: string | null;
  readonly createdAt: string | null;
}

export function toInstance(
  found: Omit<Partial<GetAccessGrantsInstanceCommandOutput>, "$metadata">,
): InstanceDocument {
  return {
    id: found.AccessGrantsInstanceId ?? "default",
    arn: found.AccessGrantsInstanceArn ?? "",
    createdAt: instant(found.CreatedAt),
    identityCenterArn: found.IdentityCenterInstanceArn ?? found.IdentityCenterArn ?? null,
  };
}

export function toLocation(
  found: Omit<Partial<GetAccessGrantsLocationCommandOutput>, "$metadata">,
): LocationDocument {
  return {
    id: found.AccessGrantsLocationId ?? "",
    arn: found.AccessGrantsLocationArn ?? "",
    scope: found.LocationScope ?? "",
    iamRoleArn: found.IAMRoleArn ?? "",
    createdAt: instant(found.CreatedAt),
  };
}

export function toGrant(found: Omit<Partial<GetAccessGrantCommandOutput>, "$metadata">): GrantDocument {
  return {
    id: found.AccessGrantId ?? "",
    arn: found.AccessGrantArn ?? "",
    granteeType: found.Grantee?.GranteeType ?? "IAM",
    grantee: found.Grantee?.GranteeIdentifier ?? "",
    permission: found.Permission ?? "READ",
    scope: found.GrantScope ?? "",
    locationId: found.AccessGrantsLocationId ?? "",
    subPrefix: found.AccessGrantsLocationConfiguration?.S3SubPrefix ?? null,
    applicationArn: found.ApplicationArn ?? null,
    createdAt: instant(found.CreatedAt),
  };
}

function instant(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}
