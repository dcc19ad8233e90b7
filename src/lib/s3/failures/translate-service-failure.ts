import type { S3kitError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";
import { isWebPage, type ServiceFailure } from "./service-failure.js";
import { SERVICE_RULES } from "./service-rules.js";
import { ruleForStatus } from "./status-rules.js";

/** The user's error for a store's refusal, by code, else by status; undefined when neither says enough. */
export function translateServiceFailure(
  failure: ServiceFailure,
  context: ErrorContext,
): S3kitError | undefined {
  if (isWebPage(failure)) return ruleForStatus(failure)?.(failure, context);
  const code = failure.code ?? codeFromStatus(failure, context);
  const rule = (code === undefined ? undefined : SERVICE_RULES[code]) ?? ruleForStatus(failure);
  return rule?.({ ...failure, code }, context);
}

/** HEAD is answered without a body; where no key was asked for, only the bucket can be what is missing. */
function codeFromStatus({ status }: ServiceFailure, { bucket, key }: ErrorContext): string | undefined {
  return status === 404 && bucket !== undefined && key === undefined ? "NoSuchBucket" : undefined;
}
