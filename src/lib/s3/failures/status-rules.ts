import {
  AccessDeniedError,
  ConfigurationError,
  ConflictError,
  NetworkError,
  NotFoundError,
  UnsupportedByStoreError,
  UsageError,
} from "../../errors/s3kit-error.js";
import { notS3 } from "./not-s3.js";
import { placeOf, storeOf } from "./places.js";
import { rule, withStoreWords } from "./service-rules.js";
import { isWebPage, type ServiceFailure, type ServiceRule } from "./service-failure.js";
import { wrongRegion } from "./wrong-region.js";

/** What is left to say when the answer had no code, or one that no store documents: the status alone. */
export function ruleForStatus(failure: ServiceFailure): ServiceRule | undefined {
  const { status, code } = failure;
  if (isUnreadable(failure)) return status >= 500 ? kaputt : notS3;
  if (status === 301 || status === 307) return wrongRegion;
  if (status >= 300 && status < 400) return notS3;
  if (status >= 500 && status !== 501) return kaputt;
  if (status === 400 && code !== undefined) return undefined;
  return RULES[status];
}

/** The SDK could not parse the answer: a web page, JSON, or nothing that belongs to S3. */
function isUnreadable(failure: ServiceFailure): boolean {
  const { cause } = failure;
  if (isWebPage(failure)) return true;
  return cause instanceof Error && /XML parse error|Deserialization error/.test(cause.message);
}

const kaputt = rule(
  NetworkError,
  (context, failure) => `${storeOf(context)} kept failing (status ${String(failure.status)})`,
  () => ["Try again later"],
);

const silent = rule(
  ConfigurationError,
  (context) =>
    `${storeOf(context)} refused the request for ${placeOf(context)} without saying why (status 400)`,
  () => ["Check --region", "Check that the credentials have not expired"],
);
/** S3 answers too many tags, and little else, with the code `BadRequest`, which says nothing, and words that do. */
function isBadRequest({ message, cause }: ServiceFailure): boolean {
  return message !== "" && cause instanceof Error && cause.name === "BadRequest";
}

const spoken = rule(UsageError, (context, failure) =>
  withStoreWords(`The store refused the request (${placeOf(context)})`, failure),
);

const RULES: Readonly<Record<number, ServiceRule>> = {
  400: (failure, context) => (isBadRequest(failure) ? spoken : silent)(failure, context),
  401: rule(AccessDeniedError, (context, failure) =>
    withStoreWords(`${storeOf(context)} wants credentials`, failure),
  ),
  // HEAD is answered without a body, so a wrong key, a wrong secret, a wrong clock and a missing right look the same.
  403: rule(
    AccessDeniedError,
    (context, failure) =>
      withStoreWords(`Not allowed: ${context.operation ?? "request"} on ${placeOf(context)}`, failure),
    () => [
      "Check that the credentials are right and have the right to do it",
      "Without the right to list a bucket, stores answer so for what does not exist, too",
    ],
  ),
  404: rule(NotFoundError, (context, failure) => withStoreWords(`Not found: ${placeOf(context)}`, failure)),
  405: rule(
    UnsupportedByStoreError,
    (context) => `${storeOf(context)} does not support ${context.operation ?? "this operation"}`,
  ),
  409: rule(ConflictError, (context, failure) => withStoreWords(`Conflict on ${placeOf(context)}`, failure)),
  412: rule(ConflictError, (context) => `${placeOf(context)} is not in the state that was required`),
  429: rule(
    NetworkError,
    (context) => `${storeOf(context)} wants fewer requests`,
    () => ["Try again later"],
  ),
  501: rule(
    UnsupportedByStoreError,
    (context) => `${storeOf(context)} does not support ${context.operation ?? "this operation"}`,
  ),
};
