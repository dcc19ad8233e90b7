import type { JsonPath } from "../document/json-document.js";
import {
  entries,
  failure,
  isObject,
  warning,
  type JsonObject,
  type PolicyFinding,
} from "./policy-finding.js";

const TYPES = ["AWS", "CanonicalUser", "Service", "Federated"];

/** Rules about who a statement is for. @see IAM User Guide, "AWS JSON policy elements: Principal" */
export function* lintPrincipal(statement: JsonObject, path: JsonPath): Generator<PolicyFinding> {
  const name = "NotPrincipal" in statement ? "NotPrincipal" : "Principal";
  if ("NotPrincipal" in statement && "Principal" in statement) {
    yield failure(path, "grammar", "a statement has Principal or NotPrincipal, not both");
  }
  const principal = statement[name];
  if (principal === undefined) {
    yield failure(
      path,
      "principal",
      "a statement of a bucket policy needs a Principal",
      "Policies of users and roles have none; bucket policies do",
    );
    return;
  }
  if (name === "NotPrincipal" && statement["Effect"] === "Allow") {
    yield warning(
      [...path, name],
      "not-principal",
      "Allow with NotPrincipal allows everybody who is not named, strangers included",
    );
  }
  if (principal === "*") return;
  if (!isObject(principal)) {
    yield failure(
      [...path, name],
      "principal",
      `${JSON.stringify(principal)} is not a principal`,
      'Write "*" or {"AWS": "arn:aws:iam::…"}',
    );
    return;
  }
  yield* lintTypes(principal, [...path, name]);
}

function* lintTypes(principal: JsonObject, path: JsonPath): Generator<PolicyFinding> {
  if (Object.keys(principal).length === 0) yield failure(path, "principal", "the principal is empty");
  for (const [type, value] of Object.entries(principal)) {
    if (!TYPES.includes(type))
      yield failure(
        [...path, type],
        "principal",
        `${type} is not a type of principal`,
        `Types: ${TYPES.join(", ")}`,
      );
    for (const { value: name, place } of entries(value, [...path, type])) {
      const problem =
        type === "AWS"
          ? problemOfAws(name)
          : typeof name === "string"
            ? undefined
            : (["a principal must be a text"] as const);
      if (problem !== undefined) yield failure(place, "principal", ...problem);
    }
  }
}

type Problem = readonly [message: string, hint?: string] | undefined;

function problemOfAws(name: unknown): Problem {
  if (typeof name !== "string" || name === "") return ["a principal must be a text"];
  if (name === "*" || /^[0-9]{12}$/.test(name)) return undefined;
  if (/^[0-9]+$/.test(name)) return [`${name} is not an account number`, "Account numbers have 12 digits"];
  if (!name.startsWith("arn:")) return [`${name} is not an ARN`, `Write arn:aws:iam::ACCOUNT:user/${name}`];
  // Ceph's and MinIO's users live in no account: `arn:aws:iam:::user/bob`.
  if (!/^arn:aws[a-z-]*:(?:iam|sts)::[^:]*:.+$/.test(name))
    return [`${name} is not the ARN of a user, role or account`];
  return /[*?]/.test(name)
    ? ["a principal takes no wildcard inside an ARN", "Use a Condition with aws:PrincipalArn"]
    : undefined;
}
