import { parseNetwork, isInNetwork } from "./ip-network.js";
import type { BucketPolicy, PolicyCondition, PolicyStatement } from "./policy-document.js";
import { includesEverybody } from "./principals.js";

/**
 * Does a policy give anything to the world? An Allow for everybody does, unless a condition ties it to fixed values of
 * a key that tells callers apart (an account, a network, an organisation).
 *
 * Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 */
export function isPublicPolicy(policy: BucketPolicy): boolean {
  return policy.statements.some(isPublicStatement);
}

function isPublicStatement({ effect, principals, conditions }: PolicyStatement): boolean {
  return effect === "Allow" && includesEverybody(principals) && !conditions.some(tiesToFixedCallers);
}

const CALLER_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:username",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

/** Operators that need the key to be there and to be one of the values. */
const FIXING_OPERATORS: ReadonlySet<string> = new Set([
  "ArnEquals",
  "ArnLike",
  "StringEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
]);

function tiesToFixedCallers({ operator, key, values }: PolicyCondition): boolean {
  // Both are fulfilled by a request that lacks the key, so by anybody's.
  if (operator.ifExists || operator.qualifier === "ForAllValues") return false;
  if (key === "aws:sourceip") return operator.base.name === "IpAddress" && values.every(isNarrowNetwork);
  return CALLER_KEYS.has(key) && FIXING_OPERATORS.has(operator.base.name) && values.every(isFixed);
}

function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}

const PRIVATE_NETWORKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"];
const WIDEST_IPV4 = 8;
const WIDEST_IPV6 = 32;

/** S3 takes networks wider than /8 (IPv4) or /32 (IPv6) for the world, private ones apart. */
function isNarrowNetwork(value: string): boolean {
  const network = parseNetwork(value);
  if (network === undefined) return false;
  if (network.family === "ipv6") return network.prefixLength >= WIDEST_IPV6;
  return network.prefixLength >= WIDEST_IPV4 || isPrivate(network.address, network.prefixLength);
}

function isPrivate(address: string, prefixLength: number): boolean {
  return PRIVATE_NETWORKS.some((text) => {
    const network = parseNetwork(text);
    return network !== undefined && prefixLength >= network.prefixLength && isInNetwork(address, network);
  });
}
