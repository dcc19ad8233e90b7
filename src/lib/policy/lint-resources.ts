import { actionKind } from "../access/policy/actions.js";
import { matchesWildcard } from "../access/policy/wildcard.js";
import type { JsonPath } from "../document/json-document.js";
import { entries, failure, texts, type JsonObject, type PolicyFinding } from "./policy-finding.js";

/** Rules about what a statement is for: well-formed ARNs, of this bucket, and of the kind that its actions need. */
export function* lintResources(
  statement: JsonObject,
  path: JsonPath,
  bucket: string | undefined,
): Generator<PolicyFinding> {
  const name = "NotResource" in statement ? "NotResource" : "Resource";
  if ("NotResource" in statement && "Resource" in statement) {
    yield failure(path, "grammar", "a statement has Resource or NotResource, not both");
  }
  if (statement[name] === undefined) {
    yield failure(path, "grammar", "a statement needs a Resource");
    return;
  }
  for (const { value, place } of entries(statement[name], [...path, name])) {
    const problem = problemOf(value, bucket);
    if (problem !== undefined) yield failure(place, "resource", ...problem);
  }
  if (name === "Resource") yield* lintKinds(statement, path);
}

type Problem = readonly [message: string, hint?: string] | undefined;

function problemOf(resource: unknown, bucket: string | undefined): Problem {
  if (typeof resource !== "string" || resource === "") return ["a resource must be a text"];
  if (resource === "*") return undefined;
  if (resource.startsWith("s3://"))
    return [`${resource} is not an ARN`, `Write arn:aws:s3:::${resource.slice("s3://".length)}`];
  if (!resource.startsWith("arn:")) return [`${resource} is not an ARN`, `Write arn:aws:s3:::${resource}`];
  const match = /^arn:aws[a-z-]*:s3:([^:]*):([^:]*):(.*)$/s.exec(resource);
  if (match === null)
    return [
      `${resource} is not the ARN of a bucket or object`,
      "Write arn:aws:s3:::BUCKET or arn:aws:s3:::BUCKET/KEY",
    ];
  const [, region = "", account = "", rest = ""] = match;
  if (region !== "" || account !== "")
    return [`${resource} names a region or account`, `Write arn:aws:s3:::${rest}`];
  if (rest.startsWith("/") || rest === "") return [`${resource} names no bucket`];
  const [named = ""] = rest.split("/", 1);
  if (bucket === undefined || matchesWildcard(named, bucket)) return undefined;
  return [
    `${resource} is about another bucket than ${bucket}`,
    `Write arn:aws:s3:::${bucket}${rest.slice(named.length)}`,
  ];
}

/** A statement that names only the bucket and actions on objects, or the reverse, can never apply. */
function* lintKinds(statement: JsonObject, path: JsonPath): Generator<PolicyFinding> {
  const resources = texts(statement["Resource"]);
  const [example] = resources;
  if (example === undefined) return;
  const hasObjects = resources.some(
    (resource) => resource === "*" || resource.includes("/") || resource.endsWith("*"),
  );
  const hasBuckets = resources.some((resource) => resource === "*" || !resource.includes("/"));
  for (const { value, place } of entries(statement["Action"], [...path, "Action"])) {
    const kind = typeof value === "string" ? actionKind(value) : undefined;
    if (kind === "object" && !hasObjects) {
      yield failure(
        place,
        "resource-kind",
        `${String(value)} acts on objects, but only the bucket is named`,
        `Add the Resource ${example}/*`,
      );
    }
    if (kind === "bucket" && !hasBuckets) {
      const [bucketArn = example] = example.split("/", 1);
      yield failure(
        place,
        "resource-kind",
        `${String(value)} acts on the bucket, but only objects are named`,
        `Add the Resource ${bucketArn}`,
      );
    }
  }
}
