import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { DtoolConfig } from "./dtool-config.js";

/** The store that dtool's settings name for one bucket. */
export interface BucketConnection {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * What stands before the UUID in the keys of datasets made in a bucket: verbatim, nothing is added. Datasets that are
 * there keep the prefix that their registration names.
 */
export function configuredPrefix(config: DtoolConfig, bucket: string): string {
  // Without the bucket's name: dtool-s3 before 0.14.
  return config.get(`DTOOL_S3_DATASET_PREFIX_${bucket}`) ?? config.get("DTOOL_S3_DATASET_PREFIX") ?? "";
}

/** A word about a prefix that will not do what it looks like; undefined when there is nothing to say. */
export function prefixWarning(prefix: string, uuid: string): string | undefined {
  if (prefix === "" || prefix.endsWith("/")) return undefined;
  return `The dataset prefix ${prefix} does not end in /: keys begin with ${prefix}${uuid}/`;
}

/**
 * The endpoint and keys that dtool's settings give a bucket of its own; undefined: none.
 *
 * @throws ConfigurationError when some of the three are set and some are not, as dtool demands.
 */
export function bucketConnection(config: DtoolConfig, bucket: string): BucketConnection | undefined {
  const names = ["ENDPOINT", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"].map(
    (part) => `DTOOL_S3_${part}_${bucket}`,
  );
  const [endpoint, accessKeyId, secretAccessKey] = names.map((name) => config.get(name) ?? "");
  if (!endpoint && !accessKeyId && !secretAccessKey) return undefined;
  if (!endpoint || !accessKeyId || !secretAccessKey) {
    const missing = names.filter((name) => (config.get(name) ?? "") === "");
    throw new ConfigurationError(`Set ${missing.join(" and ")} too: dtool takes all three or none`, {
      code: "IncompleteBucketSettings",
    });
  }
  return { endpoint, accessKeyId, secretAccessKey };
}
