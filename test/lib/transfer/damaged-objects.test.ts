import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { downloadFile } from "../../../src/lib/transfer/download-file.js";
import { createTransferContext } from "../../../src/lib/transfer/transfer-context.js";
import { digestOf } from "../../../src/lib/wire/checksums/digest.js";
import { answer, scriptedServer } from "../s3/direct/scripted-server.js";

const MIB = 1024 * 1024;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-damaged-"));
  await writeFile(path.join(folder, "target"), "old");
});
afterEach(() => rm(folder, { recursive: true }));

/** A store whose disk flipped a bit after the checksums were made. */
function damagedStore(content: Buffer, promised: Readonly<Record<string, string>>) {
  const headers = { etag: '"0-2"', "last-modified": "Tue, 01 Jan 2030 00:00:00 GMT", ...promised };
  return scriptedServer(({ head }) => {
    const [, from, to] = /^range: bytes=(\d+)-(\d+)/im.exec(head) ?? [];
    const length = content.length.toString();
    if (head.startsWith("HEAD"))
      return { pieces: [answer("200 OK", "", { ...headers, "content-length": length })] };
    if (from === undefined || to === undefined) return { pieces: [answer("200 OK", content, headers)] };
    const range = { "content-range": `bytes ${from}-${to}/${length}` };
    return {
      pieces: [
        answer("206 Partial Content", content.subarray(Number(from), Number(to) + 1), {
          ...headers,
          ...range,
        }),
      ],
    };
  });
}

async function download(content: Buffer, promised: Readonly<Record<string, string>>): Promise<unknown> {
  await using store = await damagedStore(content, promised);
  const context = createTransferContext({
    client: store.client,
    signal: new AbortController().signal,
    note: () => undefined,
    options: {
      settings: {},
      concurrency: 4,
      ifNoneMatch: false,
      preserve: false,
      stateFolder: path.join(folder, ".state"),
    },
  });
  const source = { bucket: "b", key: "k", sizeBytes: content.length, modifiedMs: 0, etag: "0-2" };
  return await downloadFile(context, source, path.join(folder, "target")).catch((error: unknown) => error);
}

const crc32 = (bytes: Buffer) => ({ "x-amz-checksum-crc32": digestOf("CRC32", bytes).toString("base64") });
const md5 = (bytes: Buffer) => ({ etag: `"${createHash("md5").update(bytes).digest("hex")}"` });

test.each([
  ["small, by its checksum", 10, crc32],
  ["small, by its ETag", 10, md5],
  ["streamed, by its checksum", 3 * MIB, crc32],
  ["in ranges, by the checksums of its ranges", 20 * MIB, crc32],
  ["in ranges, by reading it again for its ETag", 20 * MIB, md5],
])("a damaged object is noticed and nothing is left of it: %s", async (_name, sizeBytes, promise) => {
  const content = randomBytes(sizeBytes);
  const promised = promise(content);
  expect(await download(content, promised)).toBeUndefined();
  expect((await readFile(path.join(folder, "target"))).equals(content)).toBe(true);

  await writeFile(path.join(folder, "target"), "old");
  content[sizeBytes - 2] = (content[sizeBytes - 2] ?? 0) ^ 4;
  expect(await download(content, promised)).toMatchObject({ exitCode: 11 });
  expect(await readFile(path.join(folder, "target"), "utf8")).toBe("old");
  expect((await readdir(folder)).filter((name) => name !== ".state")).toEqual(["target"]);
});
