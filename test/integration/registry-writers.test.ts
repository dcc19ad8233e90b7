import { S3Client } from "@aws-sdk/client-s3";
import { test } from "vitest";
import { checkWriters } from "../lib/workspace/registry/concurrent-writers.js";
import { THROUGH_PROXY } from "./support/test-store.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

// A proxy keeps s3kit's own objects from clients.
test.skipIf(THROUGH_PROXY)("writers at once of one registry all agree, on this store, too", async () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
  const connect = () =>
    new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  await checkWriters(async () => ({ bucket: await bench.bucket(), connect }), 8);
});
