import { UsageError } from "../../errors/s3kit-error.js";
import type { DatasetBroker } from "../broker/dataset-broker.js";
import { assertRecordName } from "../format/dataset-names.js";
import type { ManifestItem } from "../format/manifest.js";
import type { JsonValue } from "../format/python-json.js";
import { readManifest } from "../items/read-items.js";
import { globToRegExp } from "./glob-rule.js";
import { sortRows, type OverlayTable } from "./overlay-table.js";
import { compileParseRule } from "./parse-rule.js";

/** A table that says of each item whether its relpath matches a pattern of Python's `fnmatch`. */
export async function globTemplate(broker: DatasetBroker, name: string, rule: string): Promise<OverlayTable> {
  assertRecordName("overlay", name);
  const pattern = globToRegExp(rule);
  return tableOf(broker, [name], ({ relpath }) => [pattern.test(relpath)]);
}

/**
 * A table that names with each item the other of its pair: relpaths alike but for the one character before the suffix.
 * Items without the suffix have null.
 *
 * @throws UsageError `NoPairs` when one with the suffix has no partner, or more than one.
 */
export async function pairsTemplate(
  broker: DatasetBroker,
  name: string,
  suffix: string,
): Promise<OverlayTable> {
  assertRecordName("overlay", name);
  const groups = new Map<string, ManifestItem[]>();
  for await (const item of readManifest(broker)) {
    if (!item.relpath.endsWith(suffix)) continue;
    const stem = item.relpath.slice(0, -(suffix.length + 1));
    groups.set(stem, [...(groups.get(stem) ?? []), item]);
  }
  const partners = new Map<string, string>();
  for (const [stem, group] of groups) {
    const [one, other, ...more] = group;
    if (one === undefined || other === undefined || more.length > 0)
      throw new UsageError(`${stem}?${suffix} stands for ${group.length.toString()} items, not for a pair`, {
        code: "NoPairs",
      });
    partners.set(one.identifier, other.identifier);
    partners.set(other.identifier, one.identifier);
  }
  return tableOf(broker, [name], ({ identifier }) => [partners.get(identifier) ?? null]);
}

/**
 * A table of what the named fields of a rule find in relpaths: `repl_{replicate:d}/{treatment}/{}.csv`. Items that do not
 * match have null.
 *
 * @throws UsageError `InvalidRule` for a rule without named fields, or with a type that is not known.
 */
export async function parseTemplate(broker: DatasetBroker, rule: string): Promise<OverlayTable> {
  const compiled = compileParseRule(rule);
  const { names } = compiled;
  for (const name of names) assertRecordName("overlay", name);
  return tableOf(broker, names, ({ relpath }) => compiled.parse(relpath) ?? names.map(() => null));
}

async function tableOf(
  broker: DatasetBroker,
  names: readonly string[],
  valuesOf: (item: ManifestItem) => readonly JsonValue[],
): Promise<OverlayTable> {
  const rows = [];
  for await (const item of readManifest(broker))
    rows.push({ identifier: item.identifier, relpath: item.relpath, values: valuesOf(item) });
  return { names, rows: sortRows(rows) };
}
