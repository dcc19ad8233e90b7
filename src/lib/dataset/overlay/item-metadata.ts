import { ConflictError, NotFoundError } from "../../errors/s3kit-error.js";
import { mapConcurrently } from "../../s3/map-concurrently.js";
import type { DatasetBroker } from "../broker/dataset-broker.js";
import type { DatasetServices } from "../dataset-services.js";
import { assertRecordName } from "../format/dataset-names.js";
import { identifierOf } from "../format/item-identity.js";
import { parseJson, pythonJson, type JsonValue } from "../format/python-json.js";
import { isJournal } from "../items/item-journal.js";

/** Values of one overlay by identifier. */
export type OverlayValues = Map<string, JsonValue>;

/**
 * Note something about one item of a proto dataset; it becomes an overlay when the dataset is frozen.
 *
 * @throws UsageError for a key with a dot or other characters than dtool takes; NotFoundError when there is no such item.
 */
export async function addItemMetadata(
  broker: DatasetBroker,
  input: { readonly relpath: string; readonly key: string; readonly value: JsonValue },
): Promise<void> {
  const { relpath, key, value } = input;
  assertRecordName("item metadata", key);
  const identifier = identifierOf(relpath);
  if ((await broker.findItem({ identifier, relpath })) === undefined)
    throw new NotFoundError(`${broker.uri} has no item ${JSON.stringify(relpath)}`, { code: "NoSuchItem" });
  await broker.writeDocument(`fragments/${identifier}.${key}.json`, pythonJson(value));
}

/** What was noted about items, by overlay name. Memory: all of it. */
export async function readItemMetadata(
  services: DatasetServices,
  broker: DatasetBroker,
): Promise<ReadonlyMap<string, OverlayValues>> {
  const overlays = new Map<string, OverlayValues>();
  const read = mapConcurrently(fragmentsOf(broker), services.concurrency, async (fragment) => ({
    ...fragment,
    value: await readValue(broker, fragment.document),
  }));
  for await (const { identifier, key, value } of read) {
    const values = overlays.get(key) ?? new Map<string, JsonValue>();
    values.set(identifier, value);
    overlays.set(key, values);
  }
  return overlays;
}

interface Fragment {
  readonly document: string;
  readonly identifier: string;
  readonly key: string;
}

async function* fragmentsOf(broker: DatasetBroker): AsyncGenerator<Fragment> {
  for await (const document of broker.listDocuments("fragments")) {
    if (isJournal(document)) continue;
    const found = /^fragments\/([0-9a-f]{40})\.(.+)\.json$/.exec(document);
    if (found === null) continue;
    const [, identifier = "", key = ""] = found;
    if (key.includes("."))
      throw new ConflictError(
        `Item metadata ${JSON.stringify(key)} cannot become an overlay: its name has a dot`,
        {
          code: "InvalidName",
          hints: [`Remove ${broker.describePlace(document)} and those like it, then freeze again`],
        },
      );
    yield { document, identifier, key };
  }
}

async function readValue(broker: DatasetBroker, document: string): Promise<JsonValue> {
  const found = await broker.readDocument(document);
  try {
    return parseJson(found?.text ?? "null");
  } catch (error) {
    throw new ConflictError(`${broker.describePlace(document)} is no JSON`, {
      code: "DamagedItemMetadata",
      cause: error,
    });
  }
}
