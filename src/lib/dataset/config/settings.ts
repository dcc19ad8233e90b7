import { UsageError } from "../../errors/s3kit-error.js";

/** One of dtool's settings. */
export interface Setting {
  /** dtool's own name; one for a bucket has the bucket's name behind it. */
  readonly variable: string;
  readonly isPerBucket: boolean;
  readonly description: string;
}

/** The settings that `dataset config` knows, by the names that it gives them. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  prefix: perBucket("DTOOL_S3_DATASET_PREFIX", "what stands before the UUID in keys, with its slash"),
  endpoint: perBucket("DTOOL_S3_ENDPOINT", "URL of the store that has the bucket"),
  "access-key-id": perBucket("DTOOL_S3_ACCESS_KEY_ID", "key for the bucket"),
  "secret-access-key": perBucket("DTOOL_S3_SECRET_ACCESS_KEY", "its secret"),
  "user-name": general("DTOOL_USER_FULL_NAME", "your name, for READMEs"),
  "user-email": general("DTOOL_USER_EMAIL", "your email, for READMEs"),
  "readme-template": general("DTOOL_README_TEMPLATE_FPATH", "file that new READMEs begin with"),
  cache: general("DTOOL_CACHE_DIRECTORY", "folder of fetched items"),
  "publish-expiry": general("DTOOL_S3_PUBLISH_EXPIRY", "seconds that published URLs work"),
  "max-items": general("DTOOL_MAX_FILES_LIMIT", "more items are not frozen"),
};

/**
 * dtool's name of a setting.
 *
 * @throws UsageError when a bucket is missing, or given for nothing.
 */
export function settingName(name: string, bucket: string | undefined): string {
  const setting = SETTINGS[name];
  if (setting === undefined) throw new UsageError(`There is no setting ${name}`);
  if (setting.isPerBucket && bucket === undefined)
    throw new UsageError(`${name} is set for a bucket`, { hints: ["Name it with --bucket"] });
  if (!setting.isPerBucket && bucket !== undefined)
    throw new UsageError(`${name} is not for one bucket`, { hints: ["Leave --bucket out"] });
  return setting.isPerBucket ? `${setting.variable}_${bucket ?? ""}` : setting.variable;
}

/** A value as it may be shown: secrets are not. */
export function shownValue(variable: string, value: string | undefined): string | undefined {
  return value !== undefined && variable.includes("SECRET") ? "(set)" : value;
}

function perBucket(variable: string, description: string): Setting {
  return { variable, isPerBucket: true, description };
}

function general(variable: string, description: string): Setting {
  return { variable, isPerBucket: false, description };
}
