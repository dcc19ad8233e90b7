/** A policy document in the shape that S3 stores. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly StatementDocument[];
}

export interface StatementDocument {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*" | { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Names of the usual cases that {@link policyPreset} knows. */
export const POLICY_PRESETS = [
  "public-read",
  "public-read-prefix",
  "read-only-user",
  "prefix-writer",
  "deny-insecure-transport",
  "ip-allow",
] as const;
export type PolicyPreset = (typeof POLICY_PRESETS)[number];

export interface PresetInput {
  readonly bucket: string;
  /** Key prefix, for `public-read-prefix`. */
  readonly prefix?: string | undefined;
  /** ARNs, for `read-only-user` and `prefix-writer`. */
  readonly principals?: readonly string[] | undefined;
  /** User name of `prefix-writer`: writes go below `u/NAME/`. */
  readonly name?: string | undefined;
  /** Networks in CIDR notation, for `ip-allow`. */
  readonly networks?: readonly string[] | undefined;
}

/** What a preset cannot do without; names of fields of {@link PresetInput}. */
export const PRESET_NEEDS: Readonly<Record<PolicyPreset, readonly (keyof PresetInput)[]>> = {
  "public-read": [],
  "public-read-prefix": ["prefix"],
  "read-only-user": ["principals"],
  "prefix-writer": ["principals", "name"],
  "deny-insecure-transport": [],
  "ip-allow": ["networks"],
};

/**
 * A policy for a usual case. None lets the world write. What {@link PRESET_NEEDS} names must be given.
 *
 * `prefix-writer` is the policy that dtool-s3's README asks for: read everything, write below `u/NAME/` and what registers
 * a dataset (`dtool-*`). `PutObjectAcl` is what publishing to the world takes; that all buckets may be listed is no matter
 * of one bucket's policy.
 */
export function policyPreset(preset: PolicyPreset, input: PresetInput): PolicyDocument {
  return { Version: "2012-10-17", Statement: PRESETS[preset](input) };
}

const PRESETS: Readonly<Record<PolicyPreset, (input: PresetInput) => readonly StatementDocument[]>> = {
  "public-read": ({ bucket }) => [
    {
      Sid: "PublicRead",
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: [objects(bucket, "*")],
    },
  ],
  "public-read-prefix": ({ bucket, prefix = "" }) => [
    {
      Sid: "PublicReadPrefix",
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: [objects(bucket, `${prefix}*`)],
    },
  ],
  "read-only-user": ({ bucket, principals }) => readAll(bucket, named(principals), "ReadOnly"),
  "prefix-writer": ({ bucket, principals, name = "" }) => [
    {
      Sid: "ReadObjects",
      Effect: "Allow",
      Principal: named(principals),
      Action: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
      Resource: [objects(bucket, "*")],
    },
    {
      Sid: "ReadList",
      Effect: "Allow",
      Principal: named(principals),
      Action: ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketLocation"],
      Resource: [arn(bucket)],
    },
    {
      Sid: "WriteOwnPrefix",
      Effect: "Allow",
      Principal: named(principals),
      Action: [
        "s3:PutObject",
        "s3:PutObjectAcl",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: [objects(bucket, `u/${name}/*`), objects(bucket, "dtool-*")],
    },
  ],
  "deny-insecure-transport": ({ bucket }) => [
    {
      Sid: "DenyInsecureTransport",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [arn(bucket), objects(bucket, "*")],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
  "ip-allow": ({ bucket, networks = [] }) => [
    {
      Sid: "ReadFromNetworks",
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetObject"],
      Resource: [objects(bucket, "*")],
      Condition: { IpAddress: { "aws:SourceIp": networks } },
    },
  ],
};

function readAll(
  bucket: string,
  principal: StatementDocument["Principal"],
  name: string,
): readonly StatementDocument[] {
  return [
    {
      Sid: `${name}Objects`,
      Effect: "Allow",
      Principal: principal,
      Action: ["s3:GetObject"],
      Resource: [objects(bucket, "*")],
    },
    {
      Sid: `${name}List`,
      Effect: "Allow",
      Principal: principal,
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: [arn(bucket)],
    },
  ];
}

function named(principals: readonly string[] = []): StatementDocument["Principal"] {
  return { AWS: principals };
}

function arn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

function objects(bucket: string, pattern: string): string {
  return `${arn(bucket)}/${pattern}`;
}
