import type { AccessGrantsInstance } from "../../workspace/registry/records.js";

type Owner = Pick<AccessGrantsInstance, "accountId" | "region">;

export function instanceArn(owner: Owner): string {
  return `${arnPrefix(owner)}/default`;
}

export function locationArn(owner: Owner, id: string): string {
  return `${arnPrefix(owner)}/location/${id}`;
}

export function grantArn(owner: Owner, id: string): string {
  return `${arnPrefix(owner)}/grant/${id}`;
}

export function userArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:user/${name}`;
}

/** What an ARN of S3 Access Grants names; undefined for other ARNs. */
export function parseArn(
  arn: string,
): { readonly kind: "instance" } | { readonly kind: "location" | "grant"; readonly id: string } | undefined {
  const [, path = ""] = /^arn:[^:]+:s3:[^:]*:\d{12}:access-grants\/(.+)$/.exec(arn) ?? [];
  if (path === "default") return { kind: "instance" };
  const [, kind, id] = /^(location|grant)\/([A-Za-z0-9-]+)$/.exec(path) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind: kind as "location" | "grant", id };
}

function arnPrefix({ accountId, region = "us-east-1" }: Owner): string {
  return `arn:aws:s3:${region}:${accountId}:access-grants`;
}
