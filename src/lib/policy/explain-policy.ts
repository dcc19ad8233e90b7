import { includesEverybody } from "../access/policy/principals.js";
import { parsePolicy } from "../access/policy/parse-policy.js";
import type {
  BucketPolicy,
  PatternElement,
  PolicyCondition,
  PolicyStatement,
  PrincipalElement,
} from "../access/policy/policy-document.js";

/** One line of an explanation: what stands in the policy, and what it means. */
export interface Explanation {
  readonly field: string;
  readonly value: string;
  readonly meaning: string;
}

/**
 * Say in plain words what each field of a bucket policy, and each of its statements, means.
 *
 * @throws MalformedPolicyError when a store would not take it; lint it for more.
 */
export function explainPolicy(text: string, bucket: string): readonly Explanation[] {
  const policy = parsePolicy(text, bucket);
  return [
    ...explainDocument(policy),
    ...policy.statements.flatMap((statement) => [...explainStatement(statement)]),
  ];
}

function* explainDocument({ version, id }: BucketPolicy): Generator<Explanation> {
  const old = "an old version of the policy language: variables such as ${aws:username} stay plain text";
  yield {
    field: "Version",
    value: version,
    meaning: version === "2012-10-17" ? "the current version of the policy language" : old,
  };
  if (id !== undefined)
    yield { field: "Id", value: id, meaning: "a name for the whole policy; it has no effect" };
}

function* explainStatement(statement: PolicyStatement): Generator<Explanation> {
  const { sid, effect, principals, actions, resources, conditions } = statement;
  yield {
    field: `Statement ${(statement.index + 1).toString()}`,
    value: sid ?? "",
    meaning: summarize(statement),
  };
  if (sid !== undefined)
    yield { field: "Sid", value: sid, meaning: "a name for the statement; it has no effect" };
  yield {
    field: "Effect",
    value: effect,
    meaning:
      effect === "Allow" ? "what follows is allowed" : "what follows is denied, whatever else allows it",
  };
  yield {
    field: principals.isNegated ? "NotPrincipal" : "Principal",
    value: namesOf(principals).join(", "),
    meaning: whoWords(principals),
  };
  yield {
    field: actions.isNegated ? "NotAction" : "Action",
    value: actions.patterns.join(", "),
    meaning: actionWords(actions),
  };
  yield {
    field: resources.isNegated ? "NotResource" : "Resource",
    value: resources.patterns.join(", "),
    meaning: resourceWords(resources),
  };
  for (const condition of conditions) {
    yield {
      field: "Condition",
      value: `${condition.operator.name} ${condition.key}`,
      meaning: `only ${conditionWords(condition)}`,
    };
  }
}

function summarize({ effect, principals, actions, resources, conditions }: PolicyStatement): string {
  const verb = effect === "Allow" ? "may" : "must not";
  const only = conditions.map((condition) => conditionWords(condition)).join(", and ");
  const limits = only === "" ? "" : `, but only ${only}`;
  return `${whoWords(principals)} ${verb} ${actionWords(actions)} on ${resourceWords(resources)}${limits}`;
}

function namesOf({ aws, canonicalUsers }: PrincipalElement): readonly string[] {
  return [...aws, ...canonicalUsers];
}

function whoWords(principals: PrincipalElement): string {
  if (principals.isNegated) return `everybody but ${namesOf(principals).join(", ")}`;
  if (includesEverybody(principals)) return "everybody (no credentials needed)";
  const users = namesOf(principals).map(principalWords);
  return [...users, ...(principals.hasOthers ? ["AWS services or identity providers"] : [])].join(", ");
}

function principalWords(name: string): string {
  const match = /^arn:[^:]+:(?:iam|sts)::([^:]*):(.+)$/.exec(name);
  if (match === null) return /^[0-9]{12}$/.test(name) ? `everybody in account ${name}` : name;
  const [, account = "", rest = ""] = match;
  const place = account === "" ? "" : ` of account ${account}`;
  if (rest === "root") return `everybody in account ${account}`;
  return `${rest.replace("/", " ")}${place}`;
}

const ACTION_WORDS: Readonly<Record<string, string>> = {
  "*": "do anything",
  "s3:*": "do anything",
  "s3:getobject": "read objects",
  "s3:getobjectversion": "read old versions",
  "s3:putobject": "write objects",
  "s3:deleteobject": "delete objects",
  "s3:deleteobjectversion": "delete versions for good",
  "s3:listbucket": "list keys",
  "s3:listbucketversions": "list versions",
  "s3:listbucketmultipartuploads": "list unfinished uploads",
  "s3:abortmultipartupload": "abort uploads",
  "s3:listmultipartuploadparts": "list the parts of uploads",
  "s3:getbucketlocation": "ask for the region",
  "s3:listallmybuckets": "list the buckets",
  "s3:get*": "read objects and settings",
  "s3:put*": "write objects and settings",
  "s3:list*": "list",
  "s3:delete*": "delete objects, versions, settings and the bucket",
};

function actionWords({ patterns, isNegated }: PatternElement): string {
  const words = patterns.map((pattern) => ACTION_WORDS[pattern.toLowerCase()] ?? `use ${pattern}`).join(", ");
  return isNegated ? `do anything except: ${words}` : words;
}

function resourceWords({ patterns, isNegated }: PatternElement): string {
  const words = patterns.map(placeWords).join(", ");
  return isNegated ? `everything except: ${words}` : words;
}

function placeWords(pattern: string): string {
  if (pattern === "*") return "everything";
  const path = pattern.replace(/^arn:[^:]*:s3:::/, "");
  const slash = path.indexOf("/");
  if (slash === -1) return `the bucket ${path} itself`;
  const [bucket, key] = [path.slice(0, slash), path.slice(slash + 1)];
  if (key === "*") return `every object of ${bucket}`;
  return key.endsWith("*")
    ? `objects of ${bucket} whose key begins with ${key.slice(0, -1)}`
    : `the object ${key} of ${bucket}`;
}

const KEY_WORDS: Readonly<Record<string, string>> = {
  "aws:sourceip": "the caller's address",
  "aws:securetransport": "use of TLS",
  "aws:referer": "the page that links to it",
  "aws:useragent": "the program's name",
  "aws:currenttime": "the time",
  "aws:username": "the user's name",
  "aws:principalarn": "the caller's ARN",
  "s3:prefix": "the prefix listed",
  "s3:delimiter": "the delimiter of the listing",
  "s3:max-keys": "the page size of the listing",
  "s3:x-amz-acl": "the canned ACL sent",
  "s3:x-amz-server-side-encryption": "the encryption asked for",
  "s3:versionid": "the version",
};

function conditionWords({ operator, key, values }: PolicyCondition): string {
  const name = KEY_WORDS[key] ?? key;
  const list = values.join(" or ");
  if (operator.base.name === "Null")
    return `when ${name} is ${values.includes("true") ? "missing" : "there"}`;
  const relation = operator.base.isNegated
    ? "is not"
    : RELATIONS.find(([pattern]) => pattern.test(operator.base.name))?.[1];
  const absent = operator.ifExists ? " (or is missing)" : "";
  return `when ${name} ${relation ?? "is"} ${list}${absent}`;
}

const RELATIONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/Like$/, "is like"],
  [/^IpAddress$/, "is in"],
  [/LessThanEquals$/, "is at most"],
  [/LessThan$/, "is below"],
  [/GreaterThanEquals$/, "is at least"],
  [/GreaterThan$/, "is above"],
];
