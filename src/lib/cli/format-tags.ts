import { formatTable } from "./format-columns.js";

/** Tags as lines of `NAME=VALUE`, as the commands that set them read them. */
export function formatTags(tags: Readonly<Record<string, string>>): string {
  return formatTable(
    Object.entries(tags).map(([name, value]) => [`${name}=${value}`]),
    [],
  );
}
