import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";
import { storeOf } from "./places.js";

/** What answers at the endpoint does not speak S3: a web page, a login form, a console. */
export function notS3(failure: { readonly cause: unknown }, context: ErrorContext): ConfigurationError {
  return new ConfigurationError(`${storeOf(context)} did not answer as an S3 store does`, {
    code: "NotS3",
    hints: [
      "Check --endpoint: it must be the S3 API's URL, not the one of a web console or load balancer page",
    ],
    cause: failure.cause,
  });
}
