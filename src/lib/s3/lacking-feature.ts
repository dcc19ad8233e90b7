import type { S3Client } from "@aws-sdk/client-s3";
import { UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { connectionContext } from "./client-connection.js";

/** The error for a store that takes a request and does something else with it: it lacks the feature. */
export function lackingFeature(client: S3Client, feature: string): UnsupportedByStoreError {
  const { endpoint } = connectionContext(client);
  return new UnsupportedByStoreError(`${endpoint ?? "This store"} does not support ${feature}`, {
    code: "NotImplemented",
    hints: ["Run s3kit profile check to see what this store can do"],
  });
}
