import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { DtoolConfig } from "./dtool-config.js";

/**
 * How many items a dataset may have when it is frozen: `DTOOL_MAX_FILES_LIMIT`. dtool's own limit of 10,000 is there
 * because it gets slow; without a word of the user's there is none.
 *
 * @throws ConfigurationError when it is no whole number.
 */
export function maxItemsOf(config: DtoolConfig): number | undefined {
  const text = config.get("DTOOL_MAX_FILES_LIMIT");
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new ConfigurationError(`DTOOL_MAX_FILES_LIMIT is ${JSON.stringify(text)}, which is no whole number`, {
    code: "InvalidSetting",
  });
}
