import { randomUUID } from "node:crypto";
import type { AddedItem, DatasetBroker, StoredItem } from "../broker/dataset-broker.js";

/**
 * What was put into a proto dataset by s3kit, noted beside the items, so that freezing need not ask for each: a few
 * documents below `fragments/`, where dtool looks for names that begin with an identifier alone, and which it removes
 * when it freezes.
 */
const JOURNAL = /^fragments\/s3kit-journal-/;

/** Fewer are as quickly asked for. */
const WORTH_NOTING = 4;
/** What a run that is killed has noted is at most this far behind. */
const ITEMS_PER_DOCUMENT = 2000;

export interface JournalWriter {
  /** Note an item that is stored. */
  add(item: AddedItem): Promise<void>;
  /** Write what is waiting. */
  close(): Promise<void>;
}

/** Note what is put into a dataset. On disk there is nothing to ask: nothing is written there. */
export function openJournal(broker: DatasetBroker): JournalWriter {
  let waiting: AddedItem[] = [];
  const write = async (): Promise<void> => {
    const lines = waiting.map((item) => `${JSON.stringify(toLine(item))}\n`);
    waiting = [];
    await broker.writeDocument(`fragments/s3kit-journal-${randomUUID()}.ndjson`, lines.join(""));
  };
  return {
    add: async (item) => {
      if (broker.kind === "file") return;
      waiting.push(item);
      if (waiting.length >= ITEMS_PER_DOCUMENT) await write();
    },
    close: async () => {
      if (waiting.length >= WORTH_NOTING) await write();
    },
  };
}

/** Whether a document below `fragments/` is a journal. */
export function isJournal(name: string): boolean {
  return JOURNAL.test(name);
}

/** All that journals say, in no order; items that were replaced come more than once. Lines cut off are passed over. */
export async function* readJournals(broker: DatasetBroker): AsyncGenerator<AddedItem, void, void> {
  for await (const name of broker.listDocuments("fragments")) {
    if (!isJournal(name)) continue;
    const found = await broker.readDocument(name);
    for (const line of (found?.text ?? "").split("\n")) {
      const item = parseLine(line);
      if (item !== undefined) yield item;
    }
  }
}

/** Whether the note is of the very bytes that are stored now. */
export function isOf(noted: AddedItem, stored: StoredItem): boolean {
  return (
    noted.identifier === stored.identifier &&
    noted.sizeBytes === stored.sizeBytes &&
    noted.version !== "" &&
    noted.version === stored.version
  );
}

type Line = readonly [identifier: string, relpath: string, md5: string, sizeBytes: number, version: string];

function toLine({ identifier, relpath, md5, sizeBytes, version }: AddedItem): Line {
  return [identifier, relpath, md5, sizeBytes, version];
}

function parseLine(text: string): AddedItem | undefined {
  if (text === "") return undefined;
  try {
    const [identifier, relpath, md5, sizeBytes, version] = JSON.parse(text) as Line;
    return { identifier, relpath, md5, sizeBytes, version };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
