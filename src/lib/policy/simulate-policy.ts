import { conditionContextOf } from "../access/policy/condition-context.js";
import { evaluateBucketPolicy } from "../access/policy/evaluate-bucket-policy.js";
import { parsePolicy } from "../access/policy/parse-policy.js";
import type { PolicyPrincipal } from "../access/policy/principals.js";
import { UsageError } from "../errors/s3kit-error.js";

export interface SimulationInput {
  /** `*` for a stranger, else an ARN. */
  readonly principal: string;
  /** `s3:GetObject`; the service may be left out. */
  readonly action: string;
  /** ARN or `s3://` URI. */
  readonly resource: string;
  /** Condition keys of the request by name, over what is assumed: TLS, 127.0.0.1, now. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

export interface Simulation {
  /** `none`: no statement is about it, so it is denied unless something else, such as the owner's own rights, allows it. */
  readonly decision: "allow" | "deny" | "none";
  /** The statement that decided: its number from 1, and its Sid. */
  readonly statement: { readonly number: number; readonly sid: string | undefined } | undefined;
  readonly action: string;
  readonly resource: string;
}

/**
 * Ask a bucket policy about one request, as the embedded store would.
 *
 * @throws MalformedPolicyError when a store would not take the policy; UsageError when principal or resource cannot be read.
 */
export function simulatePolicy(text: string, bucket: string, input: SimulationInput): Simulation {
  const principal = readPrincipal(input.principal);
  const action = input.action.includes(":") ? input.action : `s3:${input.action}`;
  const resource = input.resource.startsWith("s3://")
    ? `arn:aws:s3:::${input.resource.slice(5)}`
    : input.resource;
  if (!resource.startsWith("arn:")) throw new UsageError(`Not an ARN or S3 URI: ${input.resource}`);
  const assumed = conditionContextOf({
    principal,
    remoteAddress: "127.0.0.1",
    secure: true,
    headers: {},
    query: new Map(),
    now: new Date(),
  });
  const given = Object.entries(input.context ?? {}).map(
    ([key, value]) => [key.toLowerCase(), [value]] as const,
  );
  const context = new Map([...assumed, ...given]);
  const { effect, statement } = evaluateBucketPolicy(parsePolicy(text, bucket), {
    principal,
    action,
    resource,
    context,
  });
  const decided = statement === undefined ? undefined : { number: statement.index + 1, sid: statement.sid };
  return { decision: effect, statement: decided, action, resource };
}

function readPrincipal(text: string): PolicyPrincipal {
  if (text === "*") return { kind: "anonymous" };
  const match = /^arn:aws[a-z-]*:(?:iam|sts)::([^:]*):.+$/.exec(text);
  if (match === null) {
    throw new UsageError(`Not a principal: ${text}`, {
      hints: ["Write * for a stranger, or arn:aws:iam::ACCOUNT:user/NAME"],
    });
  }
  return { kind: "user", arn: text, accountId: match[1] ?? "" };
}
