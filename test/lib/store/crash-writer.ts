/** Writes to the store in argv[2] without end, from number argv[3] on, telling on stdout what it starts and has done. */
import { writeSync } from "node:fs";
import { openStoreEngine } from "../../../src/lib/store/open-store-engine.js";
import type { StoreEngine } from "../../../src/lib/store/engine.js";
import { contentOf, WRITER_COUNT, writerKeys, type WriteEvent } from "./crash-writes.js";
import { bodyOf, PLAIN } from "./engine-fixture.js";

const [, , dir = "", first = "1"] = process.argv;
const engine = await openStoreEngine({ dir });
let number = Number(first);
await Promise.all(Array.from({ length: WRITER_COUNT }, async (_, index) => writeForever(index)));

async function writeForever(writer: number): Promise<void> {
  for (;;) {
    for (const key of writerKeys(writer)) {
      number += 1;
      await writeOnce(key, number);
    }
  }
}

async function writeOnce(key: string, current: number): Promise<void> {
  const isDelete = current % 7 === 0;
  tell({ event: "start", key, number: isDelete ? 0 : current });
  if (isDelete) await engine.remove({ bucket: "b", key, owner: "me" });
  else if (current % 5 === 0) await upload(key, current);
  else await put(key, current);
  tell({ event: "done", key, number: isDelete ? 0 : current });
}

async function put(key: string, current: number): Promise<void> {
  const { extents, sizeBytes } = await engine.stage(bodyOf(contentOf(key, current)));
  await engine.commit(commitOf(key, current, sizeBytes, extents));
}

async function upload(key: string, current: number): Promise<void> {
  const record = engine.createUpload({ bucket: "b", key, attributes: PLAIN, initiator: "me" });
  const content = contentOf(key, current);
  const middle = content.length >> 1;
  const halves = [content.subarray(0, middle), content.subarray(middle)];
  await Promise.all(
    halves.map(async (half, index) => {
      const { extents, sizeBytes } = await engine.stage(bodyOf(half));
      await engine.putPart(record, { partNumber: index + 1, etag: "e", sizeBytes, extents });
    }),
  );
  const extents = engine.listParts(record, { after: 0, limit: 10 }).flatMap((part) => part.extents);
  await engine.commit({ ...commitOf(key, current, content.length, extents), completes: record });
}

function commitOf(
  key: string,
  current: number,
  sizeBytes: number,
  extents: Parameters<StoreEngine["commit"]>[0]["extents"],
) {
  return { bucket: "b", key, etag: String(current), sizeBytes, extents, attributes: PLAIN, owner: "me" };
}

/** Synchronous: what was told is in the pipe, whenever this process dies. */
function tell(event: WriteEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}
