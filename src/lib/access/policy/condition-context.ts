import type { ConditionContext } from "./evaluate-bucket-policy.js";
import type { PolicyPrincipal } from "./principals.js";

/** The facts of a request that conditions can ask about. */
export interface RequestFacts {
  readonly principal: PolicyPrincipal;
  readonly remoteAddress: string;
  /** TLS. */
  readonly secure: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: ReadonlyMap<string, string>;
  readonly now: Date;
  /** How the request was signed; undefined for anonymous ones. */
  readonly authType?: "REST-HEADER" | "REST-QUERY-STRING" | "POST" | undefined;
  /** Tags of the object that the request is about. */
  readonly existingTags?: Tags | undefined;
  /** Tags that the request would set. */
  readonly requestTags?: Tags | undefined;
}

type Tags = readonly (readonly [key: string, value: string])[];

/**
 * Values of the condition keys of a request.
 *
 * Source: S3 User Guide, "Amazon S3 condition keys"; IAM User Guide, "AWS global condition context keys".
 */
export function conditionContextOf(facts: RequestFacts): ConditionContext {
  const context = new Map<string, readonly string[]>();
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) context.set(key, [value]);
  };
  set("aws:sourceip", facts.remoteAddress);
  set("aws:securetransport", facts.secure.toString());
  set("aws:currenttime", facts.now.toISOString());
  set("aws:epochtime", Math.floor(facts.now.getTime() / 1000).toString());
  set("aws:referer", facts.headers["referer"]);
  set("aws:useragent", facts.headers["user-agent"]);
  set("s3:authtype", facts.authType);
  for (const [key, value] of principalKeys(facts.principal)) set(key, value);
  for (const [parameter, key] of QUERY_KEYS) set(key, facts.query.get(parameter));
  for (const name of HEADER_KEYS) set(`s3:${name}`, facts.headers[name]);
  addTags(context, facts);
  return context;
}

const QUERY_KEYS: readonly (readonly [parameter: string, key: string])[] = [
  ["prefix", "s3:prefix"],
  ["delimiter", "s3:delimiter"],
  ["max-keys", "s3:max-keys"],
  ["versionId", "s3:versionid"],
];

const HEADER_KEYS: readonly string[] = [
  "if-match",
  "if-none-match",
  "x-amz-acl",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write",
  "x-amz-grant-write-acp",
  "x-amz-metadata-directive",
  "x-amz-object-ownership",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
];

function principalKeys(
  principal: PolicyPrincipal,
): readonly (readonly [key: string, value: string | undefined])[] {
  if (principal.kind === "anonymous") return [["aws:principaltype", "Anonymous"]];
  return [
    ["aws:principaltype", "User"],
    ["aws:principalarn", principal.arn],
    ["aws:principalaccount", principal.accountId],
    ["aws:username", /:user\/(?:.*\/)?([^/]+)$/.exec(principal.arn)?.[1]],
  ];
}

function addTags(
  context: Map<string, readonly string[]>,
  { existingTags = [], requestTags = [] }: RequestFacts,
): void {
  for (const [key, value] of existingTags) context.set(`s3:existingobjecttag/${key.toLowerCase()}`, [value]);
  for (const [key, value] of requestTags) context.set(`s3:requestobjecttag/${key.toLowerCase()}`, [value]);
  if (requestTags.length > 0)
    context.set(
      "s3:requestobjecttagkeys",
      requestTags.map(([key]) => key),
    );
}
