import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { describe, onTestFinished, test } from "vitest";
import { compareWithMap } from "./compare-with-map.js";
import { encryptedStore, encryptingProxy } from "./encrypting-proxy.js";

const MIB = 1024 * 1024;

describe("whatever is done through an encrypting proxy", () => {
  test("a store over HTTP then holds what a map would", async () => {
    await using proxy = await encryptedStore();
    await compareWithMap(proxy.client, "bucket", 12);
  });

  test("an embedded store then holds what a map would", async () => {
    const embeddedDir = await mkdtemp(join(tmpdir(), "s3kit-encrypted-"));
    onTestFinished(async () => rm(embeddedDir, { recursive: true }));
    await using proxy = await encryptingProxy("http://127.0.0.1:1", { embeddedDir });
    await proxy.client.send(new CreateBucketCommand({ Bucket: "bucket" }));
    await compareWithMap(proxy.client, "bucket", 12);
  });

  test("objects too large to be copied by one request are copied whole", async () => {
    await using proxy = await encryptedStore({ copyLimits: { objectBytes: 40_000, partBytes: 5 * MIB } });
    await compareWithMap(proxy.client, "bucket", 6);
  });
});
