import { coversScope, type AccessScope } from "../access/grants/access-grant.js";
import { AccessDeniedError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import { listOwnGrants, type OwnGrant } from "./caller-access.js";
import type { GrantDocument, InstanceDocument, LocationDocument } from "./documents.js";
import { listGrants } from "./grants.js";
import { getInstance } from "./instances.js";
import { listLocations } from "./locations.js";
import type { GrantsConnection } from "./open-grants.js";
import { parseGrantScope, reaches } from "./plugin/grant-scope.js";

/** What there is of S3 Access Grants, as far as the caller may know. */
export type GrantsSurvey =
  | {
      readonly seenBy: "administrator";
      readonly instance: InstanceDocument;
      readonly locations: readonly LocationDocument[];
      /** Those that reach the place asked about, the most specific first; without a place, all. */
      readonly grants: readonly GrantDocument[];
      /** Those that reach a part of the place only. */
      readonly parts: readonly GrantDocument[];
      /** There are more, which were left out. */
      readonly isCutOff: boolean;
    }
  | { readonly seenBy: "grantee"; readonly grants: readonly OwnGrant[]; readonly isCutOff: boolean };

export interface SurveyGrantsInput {
  /** `s3://bucket/key`, or `s3://bucket/prefix*`; undefined: everything. */
  readonly target?: string | undefined;
  /** Grants to hold at most. Default: 1,000. */
  readonly most?: number | undefined;
}

const DEFAULT_MOST = 1000;

/**
 * Look at instance, locations and grants, or at who reaches a place. Those who are no administrators see what is granted to
 * themselves.
 *
 * Memory: at most so many grants; all are read where a place is asked about.
 *
 * @throws NotFoundError when there is no instance; UnsupportedByStoreError where the store has no S3 Access Grants.
 */
export async function surveyGrants(
  connection: GrantsConnection,
  input: SurveyGrantsInput = {},
  options: CallOptions = {},
): Promise<GrantsSurvey> {
  try {
    return await surveyAll(connection, input, options);
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    return surveyOwn(connection, input, options);
  }
}

async function surveyAll(
  connection: GrantsConnection,
  { target, most = DEFAULT_MOST }: SurveyGrantsInput,
  options: CallOptions,
): Promise<GrantsSurvey> {
  const instance = await getInstance(connection, options);
  const locations: LocationDocument[] = [];
  for await (const location of listLocations(connection, {}, options)) locations.push(location);
  const wanted = target === undefined ? undefined : parseGrantScope(target);
  const grants: GrantDocument[] = [];
  const parts: GrantDocument[] = [];
  let isCutOff = false;
  for await (const grant of listGrants(connection, {}, options)) {
    const list = placeOf(grant.scope, wanted) === "whole" ? grants : parts;
    if (placeOf(grant.scope, wanted) === "none") continue;
    if (list.length < most) list.push(grant);
    else isCutOff = true;
    if (isCutOff && wanted === undefined) break;
  }
  const sorted = wanted === undefined ? grants : grants.toSorted(bySpecificity);
  return { seenBy: "administrator", instance, locations, grants: sorted, parts, isCutOff };
}

async function surveyOwn(
  connection: GrantsConnection,
  { target, most = DEFAULT_MOST }: SurveyGrantsInput,
  options: CallOptions,
): Promise<GrantsSurvey> {
  const wanted = target === undefined ? undefined : parseGrantScope(target);
  const grants: OwnGrant[] = [];
  for await (const grant of listOwnGrants(connection, {}, options)) {
    if (placeOf(grant.scope, wanted) === "none") continue;
    if (grants.length === most) return { seenBy: "grantee", grants, isCutOff: true };
    grants.push(grant);
  }
  return { seenBy: "grantee", grants, isCutOff: false };
}

/** How much of what is asked about a scope has in it. */
function placeOf(scope: string, wanted: AccessScope | undefined): "whole" | "part" | "none" {
  if (wanted === undefined) return "whole";
  const granted = parseGrantScope(scope);
  if (granted === undefined) return "none";
  if (reaches(granted, wanted)) return "whole";
  return coversScope(wanted, granted) ? "part" : "none";
}

function bySpecificity(one: GrantDocument, other: GrantDocument): number {
  return other.scope.replace(/\*+$/, "").length - one.scope.replace(/\*+$/, "").length;
}
