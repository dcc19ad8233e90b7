import { ConfigurationError } from "../../errors/s3kit-error.js";
import { placeOf, storeOf } from "./places.js";
import type { ServiceFailure, ServiceRule } from "./service-failure.js";

/** The request was signed for another region than the bucket's: say which is right, where the store tells. */
export const wrongRegion: ServiceRule = (failure, context) => {
  const region = rightRegion(failure);
  const signed = context.region === undefined ? "" : `, not in ${context.region}`;
  const message =
    region === undefined
      ? `${placeOf(context)} is not served by ${storeOf(context)}${signed.replace(", not", "")}`
      : `${placeOf(context)} is in the region ${region}${signed}`;
  const hint =
    region === undefined
      ? "Pass the right --region, and the --endpoint that belongs to it"
      : `Pass --region ${region}, or set AWS_REGION`;
  const hints = [hint, ...endpointHint(textOf(failure.details["Endpoint"]))];
  return new ConfigurationError(message, {
    code: failure.code ?? "WrongRegion",
    hints,
    cause: failure.cause,
  });
};

function endpointHint(endpoint: string | undefined): readonly string[] {
  return endpoint === undefined ? [] : [`Or pass --endpoint https://${endpoint}`];
}

/** Stores tell it in a header, in an element of the error, or in its words only. */
function rightRegion({ headers, details, message }: ServiceFailure): string | undefined {
  const spoken = /expect(?:ing|ed)(?: region)?:? ['"]?([a-z0-9-]+)/i.exec(message)?.[1];
  const hosted = /s3[.-]([a-z]{2}-[a-z-]+-\d)\./.exec(textOf(details["Endpoint"]) ?? "")?.[1];
  return textOf(details["Region"]) ?? headers["x-amz-bucket-region"] ?? spoken ?? hosted;
}

function textOf(detail: unknown): string | undefined {
  return typeof detail === "string" ? detail : undefined;
}
