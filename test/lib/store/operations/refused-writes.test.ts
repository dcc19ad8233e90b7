import { PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { runningStore } from "../running-store.js";

const LARGE = Buffer.alloc(100_000, 1);

describe("a refused write", () => {
  it("leaves no file behind, and the old object", async () => {
    await using store = await runningStore();
    await store.createBucket("bucket");
    const put = { Bucket: "bucket", Key: "k", Body: LARGE };
    await store.client.send(new PutObjectCommand(put));
    const before = await store.contentFiles();
    await expect(store.client.send(new PutObjectCommand({ ...put, IfNoneMatch: "*" }))).rejects.toMatchObject(
      {
        name: "PreconditionFailed",
      },
    );
    expect(await store.contentFiles()).toEqual(before);
    expect(before).toHaveLength(1);
  });
});
