import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { download, upload } from "../integration/support/large-objects.js";
import { startTestProxy } from "../integration/support/test-proxy.js";
import { useWorkbench } from "../integration/support/workbench.js";

const bench = useWorkbench();

test("5 GiB go up and down through the proxy whole, in 200 MiB", async () => {
  const bucket = await bench.bucket();
  const proxy = await startTestProxy(bench.store);
  try {
    const sent = createHash("md5");
    expect(await upload(proxy, `/${bucket}/large`, 5 * 1024 ** 3, sent)).toBe(200);
    const received = createHash("md5");
    const answer = await download(proxy, `/${bucket}/large`);
    for await (const piece of answer as AsyncIterable<Buffer>) received.update(piece);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
    expect((await proxy.memoryMiB()).peak).toBeLessThan(200);
  } finally {
    await proxy.close();
  }
});
