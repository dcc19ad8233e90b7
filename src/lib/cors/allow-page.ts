import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { deleteCors, getCors, setCors } from "./bucket-cors.js";
import type { CorsRule } from "./cors-rules.js";

/** A rule that is there for as long as a page is. */
export interface AllowedPage {
  /** Take the rule away again; the other rules stay as they then are. */
  revoke(): Promise<void>;
}

/**
 * Let pages of one origin post forms to a bucket, by a rule of its own besides those that are there. S3 has no
 * conditional change of CORS rules: somebody who changes them at the very same moment may lose.
 *
 * @param id of the rule; one of that id that was left behind is replaced
 */
export async function allowPage(
  client: S3Client,
  bucket: string,
  { id, origin }: { readonly id: string; readonly origin: string },
  options: CallOptions = {},
): Promise<AllowedPage> {
  const others = (await getCors(client, bucket, options))?.filter((rule) => rule.id !== id) ?? [];
  await setCors(client, bucket, [...others, postingRule(id, origin)], options);
  return {
    async revoke() {
      const left = (await getCors(client, bucket))?.filter((rule) => rule.id !== id) ?? [];
      await (left.length === 0 ? deleteCors(client, bucket) : setCors(client, bucket, left));
    },
  };
}

function postingRule(id: string, origin: string): CorsRule {
  return {
    id,
    allowedOrigins: [origin],
    allowedMethods: ["POST"],
    allowedHeaders: ["*"],
    exposeHeaders: ["ETag", "Location"],
    maxAgeSeconds: 300,
  };
}
