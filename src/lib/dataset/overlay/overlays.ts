import { ConflictError, NotFoundError } from "../../errors/s3kit-error.js";
import type { DatasetBroker } from "../broker/dataset-broker.js";
import { assertRecordName } from "../format/dataset-names.js";
import type { JsonValue } from "../format/python-json.js";
import { readManifest } from "../items/read-items.js";
import type { OverlayValues } from "./item-metadata.js";
import { formatOverlay, parseOverlay } from "./overlay-document.js";

/** @throws NotFoundError `NoSuchOverlay`; IntegrityError when it is no JSON object. */
export async function readOverlay(broker: DatasetBroker, name: string): Promise<OverlayValues> {
  const document = `overlays/${name}.json`;
  const found = await broker.readDocument(document);
  if (found === undefined)
    throw new NotFoundError(`${broker.uri} has no overlay ${JSON.stringify(name)}`, {
      code: "NoSuchOverlay",
    });
  return parseOverlay(found.text, broker.describePlace(document));
}

/**
 * What an overlay says about one item.
 *
 * @throws NotFoundError `NoSuchOverlay`, or `NoSuchItem` when it says nothing about it.
 */
export async function overlayValue(
  broker: DatasetBroker,
  name: string,
  identifier: string,
): Promise<JsonValue> {
  const value = (await readOverlay(broker, name)).get(identifier);
  if (value !== undefined) return value;
  throw new NotFoundError(`Overlay ${name} of ${broker.uri} says nothing about ${identifier}`, {
    code: "NoSuchItem",
  });
}

/**
 * Write an overlay of a frozen dataset; one of that name is replaced. See {@link completeOverlay} for what is needed.
 *
 * @returns how many items it is about.
 */
export async function writeOverlay(
  broker: DatasetBroker,
  name: string,
  given: ReadonlyMap<string, JsonValue>,
  options: { readonly otherwise?: JsonValue | undefined } = {},
): Promise<number> {
  const values = await completeOverlay(broker, name, given, options);
  await broker.writeDocument(`overlays/${name}.json`, formatOverlay(values));
  return values.size;
}

/**
 * The values of an overlay by identifier. They are given by identifier or by relpath, and must be there for each item and
 * for nothing else, as dtool demands. Memory: the overlay.
 *
 * @throws UsageError for a name with a dot; ConflictError `IncompleteOverlay`, `UnknownItems`.
 */
export async function completeOverlay(
  broker: DatasetBroker,
  name: string,
  given: ReadonlyMap<string, JsonValue>,
  options: { readonly otherwise?: JsonValue | undefined } = {},
): Promise<OverlayValues> {
  assertRecordName("overlay", name);
  const left = new Map(given);
  const values: OverlayValues = new Map();
  const lacking: string[] = [];
  for await (const { identifier, relpath } of readManifest(broker)) {
    const key = left.has(identifier) ? identifier : relpath;
    const value = left.has(key) ? left.get(key) : options.otherwise;
    left.delete(key);
    if (value === undefined) lacking.push(relpath);
    else values.set(identifier, value);
  }
  const [unknown] = left.keys();
  if (unknown !== undefined)
    throw new ConflictError(`${broker.uri} has no item ${JSON.stringify(unknown)}`, { code: "UnknownItems" });
  if (lacking.length > 0)
    throw new ConflictError(
      `Overlay ${name} would say nothing about ${lacking.length.toString()} of the items, such as ${JSON.stringify(lacking[0])}`,
      { code: "IncompleteOverlay", hints: ["dtool takes overlays alone that cover all items"] },
    );
  return values;
}
