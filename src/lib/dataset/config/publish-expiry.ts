import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { DtoolConfig } from "./dtool-config.js";

/** What a signature can last at most. Source: S3 User Guide, "Expiration time of presigned URLs". */
const WEEK_SECONDS = 7 * 24 * 60 * 60;

/**
 * How long published URLs work: `DTOOL_S3_PUBLISH_EXPIRY`, else a week. dtool opens the objects to the world where
 * nothing is set; here that has to be asked for.
 *
 * @throws ConfigurationError when it is no whole number of seconds up to a week.
 */
export function publishExpiry(config: DtoolConfig): number {
  const text = config.get("DTOOL_S3_PUBLISH_EXPIRY");
  if (text === undefined || text === "") return WEEK_SECONDS;
  const seconds = Number(text);
  if (Number.isSafeInteger(seconds) && seconds >= 1 && seconds <= WEEK_SECONDS) return seconds;
  throw new ConfigurationError(
    `DTOOL_S3_PUBLISH_EXPIRY is ${JSON.stringify(text)}: it must be 1 to 604800 seconds`,
    {
      code: "InvalidSetting",
    },
  );
}
