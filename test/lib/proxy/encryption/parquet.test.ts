import { Buffer } from "node:buffer";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parquetReadObjects, type AsyncBuffer } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { encryptedStore } from "./encrypting-proxy.js";

const MIB = 1024 * 1024;
const Bucket = "bucket";
const ROWS = 400_000;

/** A column that does not compress, in row groups of 100,000: 6 MB. */
function parquetFile(): Buffer {
  const numbers = Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row) * row);
  const names = Array.from({ length: ROWS }, (_, row) => `row ${row.toString()}`);
  const columnData = [
    { name: "number", data: numbers, type: "DOUBLE" as const },
    { name: "name", data: names, type: "STRING" as const },
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 100_000, codec: "UNCOMPRESSED" }));
}

/** An object as readers of Parquet see it: its length, and ranges of it. */
async function openObject(client: S3Client, Key: string): Promise<AsyncBuffer> {
  const { ContentLength = 0 } = await client.send(new HeadObjectCommand({ Bucket, Key }));
  return {
    byteLength: ContentLength,
    slice: async (start, end = ContentLength) => {
      const Range = `bytes=${start.toString()}-${(end - 1).toString()}`;
      const got = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
      const bytes = (await got.Body?.transformToByteArray()) ?? new Uint8Array();
      return Uint8Array.from(bytes).buffer;
    },
  };
}

test("Readers of Parquet find their rows by ranges of encrypted objects", async () => {
  await using proxy = await encryptedStore();
  const file = parquetFile();
  await proxy.client.send(new PutObjectCommand({ Bucket, Key: "whole.parquet", Body: file }));
  const at = { Bucket, Key: "parts.parquet" };
  const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
  const Parts: CompletedPart[] = [];
  for (let start = 0; start < file.length; start += 5 * MIB) {
    const PartNumber = Parts.length + 1;
    const Body = file.subarray(start, start + 5 * MIB);
    const { ETag } = await proxy.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  await proxy.client.send(
    new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
  );
  expect(Parts.length).toBeGreaterThan(1);
  for (const key of ["whole.parquet", "parts.parquet"]) {
    const object = await openObject(proxy.client, key);
    expect(object.byteLength).toBe(file.length);
    const rows = await parquetReadObjects({ file: object, rowStart: 299_998, rowEnd: 300_002 });
    expect(rows).toEqual(
      [299_998, 299_999, 300_000, 300_001].map((row) => ({
        number: Math.sin(row) * row,
        name: `row ${row.toString()}`,
      })),
    );
  }
});
