import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { outcome, runningGateway, type GatewayFixture } from "./running-gateway.js";

const KIB = 1024;

/** Alice's `lab` may hold so much. */
async function withQuota(quotaBytes: number): Promise<GatewayFixture> {
  return runningGateway(async (writer) => {
    await writer.addUsers("alice", "bob");
    await writer.addWorkspace("lab", "alice", { quotaBytes });
    await writer.addWorkspace("own", "alice");
    await writer.share("lab", "bob", { permission: "READWRITE" });
  });
}

function put(gateway: GatewayFixture, name: string, key: string, sizeBytes: number): Promise<string> {
  const Body = Buffer.alloc(sizeBytes);
  return outcome(gateway.as(name).send(new PutObjectCommand({ Bucket: "data", Key: key, Body })));
}

describe("a quota", () => {
  it("lets in what fits, to the byte, and refuses the rest, whoever sends it", async () => {
    await using gateway = await withQuota(10 * KIB);
    expect(await put(gateway, "alice", "alice/lab/a", 6 * KIB)).toBe("ok");
    expect(await put(gateway, "bob", "alice/lab/b", 4 * KIB + 1)).toBe("QuotaExceeded");
    expect(await put(gateway, "bob", "alice/lab/b", 4 * KIB)).toBe("ok");
    expect(await put(gateway, "alice", "alice/lab/c", 1)).toBe("QuotaExceeded");
    expect(await put(gateway, "alice", "alice/lab/empty", 0)).toBe("ok");
    expect(await put(gateway, "alice", "alice/own/a", 100 * KIB)).toBe("ok");
  });

  it("counts what was there before, and makes room when something is deleted", async () => {
    await using gateway = await withQuota(10 * KIB);
    const old = { Bucket: "data", Key: "alice/lab/old" };
    await gateway.store.client.send(new PutObjectCommand({ ...old, Body: Buffer.alloc(9 * KIB) }));
    expect(await put(gateway, "alice", "alice/lab/a", 2 * KIB)).toBe("QuotaExceeded");
    await gateway.as("alice").send(new DeleteObjectCommand(old));
    await expect
      .poll(async () => put(gateway, "alice", "alice/lab/a", 2 * KIB), { timeout: 5000 })
      .toBe("ok");
  });

  it("holds many writers at once", async () => {
    await using gateway = await withQuota(10 * KIB);
    const keys = Array.from({ length: 20 }, (_, index) => `alice/lab/${index.toString()}`);
    const outcomes = await Promise.all(keys.map(async (key) => put(gateway, "alice", key, KIB)));
    expect(outcomes.filter((one) => one === "ok")).toHaveLength(10);
  });

  it("gives back what was refused by the store", async () => {
    await using gateway = await withQuota(10 * KIB);
    const wrong = {
      Bucket: "data",
      Key: "alice/lab/x",
      Body: Buffer.alloc(9 * KIB),
      ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    expect(await outcome(gateway.as("alice").send(new PutObjectCommand(wrong)))).not.toBe("ok");
    expect(await put(gateway, "alice", "alice/lab/y", 9 * KIB)).toBe("ok");
  });

  it("holds for parts of uploads and for copies", async () => {
    await using gateway = await withQuota(10 * KIB);
    const alice = gateway.as("alice");
    const place = { Bucket: "data", Key: "alice/lab/parts" };
    const { UploadId } = await alice.send(new CreateMultipartUploadCommand(place));
    const part = (PartNumber: number, sizeBytes: number) =>
      alice.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body: Buffer.alloc(sizeBytes) }));
    const { ETag } = await part(1, 10 * KIB);
    expect(await outcome(part(2, 1))).toBe("QuotaExceeded");
    const parts = { ...place, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
    // What it is made of was counted already.
    expect(await outcome(alice.send(new CompleteMultipartUploadCommand(parts)))).toBe("ok");
    expect(await put(gateway, "alice", "alice/own/a", KIB)).toBe("ok");
    const copy = new CopyObjectCommand({
      Bucket: "data",
      Key: "alice/lab/copy",
      CopySource: "data/alice/own/a",
    });
    expect(await outcome(alice.send(copy))).toBe("QuotaExceeded");
  });

  it("that is set or lifted counts at once", async () => {
    await using gateway = await withQuota(10 * KIB);
    expect(await put(gateway, "alice", "alice/lab/a", 20 * KIB)).toBe("QuotaExceeded");
    await gateway.writer.addWorkspace("lab", "alice");
    await gateway.writer.known();
    expect(await put(gateway, "alice", "alice/lab/a", 20 * KIB)).toBe("ok");
    await gateway.writer.addWorkspace("lab", "alice", { quotaBytes: 1 });
    await gateway.writer.known();
    expect(await put(gateway, "alice", "alice/lab/b", 1)).toBe("QuotaExceeded");
  });
});
