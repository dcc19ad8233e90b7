import { PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { runningStore } from "../running-store.js";

const LARGE = Buffer.alloc(100_000, 1);

describe("writes that race for a key that must not be there", () => {
  it("let one win, and leave no file of the others", async () => {
    await using store = await runningStore();
    await store.createBucket("bucket");
    const put = { Bucket: "bucket", Key: "k", Body: LARGE, IfNoneMatch: "*" };
    const racing = Array.from({ length: 8 }, async () => store.client.send(new PutObjectCommand(put)));
    const results = await Promise.allSettled(racing);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await store.contentFiles()).toHaveLength(1);
  });
});
