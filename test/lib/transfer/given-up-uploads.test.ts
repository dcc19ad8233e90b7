import { Readable } from "node:stream";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { S3Client } from "@aws-sdk/client-s3";
import { copyObject } from "../../../src/lib/transfer/copy-object.js";
import { createTransferContext } from "../../../src/lib/transfer/transfer-context.js";
import { uploadStream } from "../../../src/lib/transfer/upload-stream.js";
import { answer, refusal, scriptedServer } from "../s3/direct/scripted-server.js";

const MIB = 1024 * 1024;
const STARTED = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";

/** A store that starts uploads, takes no part, and does not let them be aborted either. */
function unhelpfulStore(abortCode: string) {
  return scriptedServer(({ head }) => {
    if (head.startsWith("POST")) return { pieces: [answer("200 OK", STARTED)] };
    if (head.startsWith("PUT")) return { pieces: [refusal("400 Bad Request", "InvalidDigest")] };
    if (head.startsWith("DELETE")) return { pieces: [refusal("403 Forbidden", abortCode)] };
    return { pieces: [answer("200 OK", "", { etag: '"e"' })] };
  });
}

function contextFor(client: S3Client, notes: string[]) {
  return createTransferContext({
    client,
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
    options: {
      settings: { tags: {} },
      concurrency: 2,
      ifNoneMatch: false,
      preserve: false,
      stateFolder: tmpdir(),
      partSizeBytes: 5 * MIB,
    },
  });
}

type Context = ReturnType<typeof contextFor>;

const UPLOADS: readonly (readonly [string, (context: Context) => Promise<unknown>])[] = [
  [
    "a stream",
    (context) => uploadStream(context, Readable.from([Buffer.alloc(6 * MIB)]), { bucket: "b", key: "k" }),
  ],
  [
    "a copy in parts",
    (context) =>
      copyObject(
        context,
        { bucket: "b", key: "k", sizeBytes: 6 * MIB, modifiedMs: 0, etag: "e" },
        { bucket: "b", key: "copy" },
      ),
  ],
];

test.each(UPLOADS)("%s fails for its own reason, and says what it may have left", async (_name, upload) => {
  await using store = await unhelpfulStore("AccessDenied");
  const notes: string[] = [];
  await expect(upload(contextFor(store.client, notes))).rejects.toMatchObject({ name: "InvalidDigest" });
  expect(notes).toEqual([expect.stringContaining("An unfinished upload may be left at s3://b/")]);
});

test.each(UPLOADS)("%s says nothing of an upload that is gone by itself", async (_name, upload) => {
  await using store = await unhelpfulStore("NoSuchUpload");
  const notes: string[] = [];
  await expect(upload(contextFor(store.client, notes))).rejects.toMatchObject({ name: "InvalidDigest" });
  expect(notes).toEqual([]);
});
