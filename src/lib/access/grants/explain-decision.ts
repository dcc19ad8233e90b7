import type { AccessScope } from "./access-grant.js";
import type { AccessRequest, Decision } from "./decide.js";

/** Say in a sentence why something is allowed or refused; names only grants that are the caller's own. */
export function explainDecision(request: AccessRequest, decision: Decision): string {
  const what = describeRequest(request);
  if (decision.allowed) return `${what} is allowed by ${describeGrant(decision.grant)}`;
  const nearest = decision.nearest === undefined ? "a grant" : describeGrant(decision.nearest);
  switch (decision.reason) {
    case "reserved":
      return `${what} is refused: keys under .s3kit/ are s3kit's own`;
    case "dot-segment":
      return `${what} is refused: "." and ".." between slashes could be taken for another place`;
    case "no-grant":
      return `${what} is refused: nothing in bucket ${request.bucket} is yours or shared with you`;
    case "outside":
      return `${what} is refused: it is outside of what is yours or shared with you`;
    case "permission":
      return `${what} is refused: ${nearest} does not permit it`;
    case "expired":
      return `${what} is refused: ${nearest} has expired`;
    case "limited":
      return `${what} is refused: these credentials are limited to something else`;
  }
}

function describeScope(scope: AccessScope): string {
  return "key" in scope ? `s3://${scope.bucket}/${scope.key}` : `s3://${scope.bucket}/${scope.prefix}*`;
}

function describeRequest(request: AccessRequest): string {
  switch (request.action) {
    case "see":
      return `Using bucket ${request.bucket}`;
    case "list":
      return `Listing s3://${request.bucket}/${request.prefix}`;
    case "read":
      return `Reading s3://${request.bucket}/${request.key}`;
    case "write":
      return `Writing s3://${request.bucket}/${request.key}`;
  }
}

function describeGrant({
  id,
  scope,
  permission,
  origin,
}: Extract<Decision, { allowed: true }>["grant"]): string {
  return `the ${permission} ${origin.kind} ${id} on ${describeScope(scope)}`;
}
