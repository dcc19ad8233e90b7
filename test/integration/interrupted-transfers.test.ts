import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  ListPartsCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { PROGRAM } from "./support/program.js";
import { startSlowProxy, type SlowProxy, type SlowProxyOptions } from "./support/slow-proxy.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const MIB = 1024 * 1024;
const large = randomBytes(48 * MIB + 11);

const proxies: SlowProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

async function proxied(options: SlowProxyOptions): Promise<SlowProxy> {
  const proxy = await startSlowProxy(bench.store.endpoint, options);
  proxies.push(proxy);
  return proxy;
}

const through = ({ endpoint }: SlowProxy) => ({ env: { AWS_ENDPOINT_URL: endpoint } });

function start(words: readonly string[], proxy: SlowProxy): ChildProcess {
  const env = { ...bench.environment(), AWS_ENDPOINT_URL: proxy.endpoint };
  return spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ["ignore", "ignore", "pipe"] });
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 1500) throw new Error("It did not come to that");
    await sleep(10);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

async function object(bucket: string, key: string): Promise<Buffer> {
  const { Body } = await bench.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function storedParts(bucket: string): Promise<number> {
  const { Uploads = [] } = await bench.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  const [upload] = Uploads;
  if (upload === undefined) return 0;
  const { Parts = [] } = await bench.client.send(
    new ListPartsCommand({ Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId }),
  );
  return Parts.length;
}

describe("an upload that was interrupted", () => {
  test.each(["SIGKILL", "SIGINT"] as const)("by %s goes on where it stopped", async (signal) => {
    const folder = await bench.files(`up-${signal}`, { large });
    const bucket = await bench.bucket();
    const words = ["cp", path.join(folder, "large"), `s3://${bucket}/k`, "--concurrency", "2"];
    const slow = await proxied({ bytesPerSecond: 6 * MIB });
    const child = start(words, slow);
    await until(async () => (await storedParts(bucket)) >= 2);
    const exitCode = await end(child, signal);
    if (signal === "SIGINT") expect(exitCode).toBe(130);
    expect(await bench.keys(bucket)).toEqual([]);
    const kept = await storedParts(bucket);
    expect(kept).toBeGreaterThanOrEqual(2);

    slow.speedUp();
    const again = await bench.run(words, through(slow));
    expect(again.exitCode).toBe(0);
    // A part that arrived just before the end may not be in the journal; requests have heads.
    expect(slow.upBytes).toBeLessThan(large.length - (kept - 1) * 8 * MIB + MIB);
    expect((await object(bucket, "k")).equals(large)).toBe(true);
    expect(await bench.uploads(bucket)).toEqual([]);
  });

  test("starts over when the file changed meanwhile, and leaves no upload behind", async () => {
    const folder = await bench.files("up-changed", { large });
    const bucket = await bench.bucket();
    const words = ["cp", path.join(folder, "large"), `s3://${bucket}/k`, "--concurrency", "2"];
    const slow = await proxied({ bytesPerSecond: 6 * MIB });
    const child = start(words, slow);
    await until(async () => (await storedParts(bucket)) >= 1);
    await end(child, "SIGKILL");
    slow.speedUp();
    const other = randomBytes(large.length);
    await writeFile(path.join(folder, "large"), other);
    expect((await bench.run(words, through(slow))).exitCode).toBe(0);
    expect((await object(bucket, "k")).equals(other)).toBe(true);
    expect(await bench.uploads(bucket)).toEqual([]);
  });

  test("starts over when the store has forgotten it", async () => {
    const folder = await bench.files("up-forgotten", { large });
    const bucket = await bench.bucket();
    const words = ["cp", path.join(folder, "large"), `s3://${bucket}/k`, "--concurrency", "2"];
    const slow = await proxied({ bytesPerSecond: 6 * MIB });
    const child = start(words, slow);
    await until(async () => (await storedParts(bucket)) >= 1);
    await end(child, "SIGKILL");
    slow.speedUp();
    await bench.run(["rm", "--incomplete", "--recursive", "--yes", `s3://${bucket}/`]);
    expect(await bench.uploads(bucket)).toEqual([]);
    expect((await bench.run(words, through(slow))).exitCode).toBe(0);
    expect((await object(bucket, "k")).equals(large)).toBe(true);
  });

  test("a file that changes while it is uploaded is not stored", async () => {
    const folder = await bench.files("up-growing", { large });
    const bucket = await bench.bucket({ k: "old" });
    const child = start(
      ["cp", path.join(folder, "large"), `s3://${bucket}/k`],
      await proxied({ bytesPerSecond: 12 * MIB }),
    );
    await until(async () => (await storedParts(bucket)) >= 1);
    await appendFile(path.join(folder, "large"), "more");
    await once(child, "exit");
    expect(child.exitCode).toBe(6);
    expect(await bench.text(bucket, "k")).toBe("old");
    expect(await bench.uploads(bucket)).toEqual([]);
  });

  test("from standard input leaves nothing in the store", async () => {
    const bucket = await bench.bucket();
    const proxy = await proxied({ bytesPerSecond: 6 * MIB });
    const env = { ...bench.environment(), AWS_ENDPOINT_URL: proxy.endpoint };
    const child = spawn(process.execPath, [PROGRAM, "cp", "-", `s3://${bucket}/k`], {
      env,
      stdio: ["pipe", "ignore", "ignore"],
    });
    child.stdin.on("error", () => undefined);
    child.stdin.write(large);
    await until(async () => (await bench.uploads(bucket)).length === 1);
    expect(await end(child, "SIGINT")).toBe(130);
    expect([await bench.uploads(bucket), await bench.keys(bucket)]).toEqual([[], []]);
  });
});

describe("a download that was interrupted", () => {
  test.each(["SIGKILL", "SIGINT"] as const)(
    "by %s goes on where it stopped, and shows nothing before",
    async (signal) => {
      const bucket = await bench.bucket({ k: large });
      const folder = await bench.files(`down-${signal}`, { target: "the old file" });
      const target = path.join(folder, "target");
      const words = ["cp", `s3://${bucket}/k`, target, "--concurrency", "2"];
      const slow = await proxied({ bytesPerSecond: 12 * MIB });
      const child = start(words, slow);
      await until(() => slow.downBytes > 30 * MIB);
      const exitCode = await end(child, signal);
      if (signal === "SIGINT") expect(exitCode).toBe(130);
      expect(await readFile(target, "utf8")).toBe("the old file");
      expect((await readdir(folder)).filter((name) => name.startsWith(".s3kit-"))).toHaveLength(2);

      slow.speedUp();
      expect((await bench.run(words, through(slow))).exitCode).toBe(0);
      expect(slow.downBytes).toBeLessThan(large.length - 7 * MIB);
      expect((await readFile(target)).equals(large)).toBe(true);
      expect(await readdir(folder)).toEqual(["target"]);
    },
  );

  test("takes nothing from a temporary file that was damaged meanwhile", async () => {
    const bucket = await bench.bucket({ k: large });
    const folder = await bench.files("down-damaged", {});
    const words = ["cp", `s3://${bucket}/k`, path.join(folder, "target"), "--concurrency", "2"];
    const slow = await proxied({ bytesPerSecond: 12 * MIB });
    const child = start(words, slow);
    await until(() => slow.downBytes > 30 * MIB);
    await end(child, "SIGKILL");
    const temporary = (await readdir(folder)).find((name) => name.endsWith(".part")) ?? "";
    const { size } = await stat(path.join(folder, temporary));
    await writeFile(path.join(folder, temporary), Buffer.alloc(size, 1));
    slow.speedUp();
    expect((await bench.run(words, through(slow))).exitCode).toBe(0);
    expect((await readFile(path.join(folder, "target"))).equals(large)).toBe(true);
  });

  test("starts over when the object was replaced meanwhile, between runs or within one", async () => {
    const bucket = await bench.bucket({ k: large });
    const folder = await bench.files("down-replaced", {});
    const target = path.join(folder, "target");
    const slow = await proxied({ bytesPerSecond: 12 * MIB });
    const child = start(["cp", `s3://${bucket}/k`, target, "--concurrency", "2"], slow);
    await until(() => slow.downBytes > 12 * MIB);
    const other = randomBytes(40 * MIB);
    await bench.client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: other }));
    await once(child, "exit");
    expect(child.exitCode).toBe(0);
    expect((await readFile(target)).equals(other)).toBe(true);
    expect(await readdir(folder)).toEqual(["target"]);
  });
});

describe("bad lines", () => {
  test.each([1, 4096, 3 * MIB, 8 * MIB - 5])(
    "connections cut after %d bytes down do not damage a download",
    async (down) => {
      const bucket = await bench.bucket({ k: large, small: "small" });
      const folder = await bench.files(`cut-down-${down.toString()}`, {});
      const proxy = await proxied({ cutAfterBytes: { down }, maxCuts: 4 });
      const run = await bench.run(["cp", "-r", `s3://${bucket}`, folder], through(proxy));
      expect(run.exitCode).toBe(0);
      expect(proxy.cuts).toBe(4);
      expect((await readFile(path.join(folder, "k"))).equals(large)).toBe(true);
      expect(await readdir(folder)).toEqual(["k", "small"]);
    },
  );

  test.each([1, 600, 100_000, 8 * MIB + 500])(
    "connections cut after %d bytes up do not damage an upload",
    async (up) => {
      const folder = await bench.files(`cut-up-${up.toString()}`, { k: large, small: "small" });
      const bucket = await bench.bucket();
      const proxy = await proxied({ cutAfterBytes: { up }, maxCuts: 4 });
      const run = await bench.run(["cp", "-r", folder, `s3://${bucket}`], through(proxy));
      expect(run.stderr).toContain("Transferred 2 items");
      expect(proxy.cuts).toBe(4);
      expect((await object(bucket, "k")).equals(large)).toBe(true);
      expect(await bench.uploads(bucket)).toEqual([]);
    },
  );

  test("a pipe goes on at the next byte", async () => {
    const bucket = await bench.bucket({ k: large.subarray(0, 5 * MIB).toString("hex") });
    const proxy = await proxied({ cutAfterBytes: { down: 2 * MIB }, maxCuts: 3 });
    const { stdout, exitCode } = await bench.run(["cp", `s3://${bucket}/k`, "-"], through(proxy));
    expect([exitCode, stdout === large.subarray(0, 5 * MIB).toString("hex")]).toEqual([0, true]);
  });

  test("a store that is gone is one error, soon, and leaves nothing", async () => {
    const folder = await bench.files(
      "gone",
      Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n.toString()}`, "x"])),
    );
    const run = await bench.run(["cp", "-r", folder, "s3://bucket/", "--json"], {
      env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
    });
    expect([run.exitCode, run.error?.["exitCode"]]).toEqual([7, 7]);
  });
});

describe("this machine", () => {
  test("a file that may not grow so large fails clearly and leaves nothing", async () => {
    const bucket = await bench.bucket({ k: large });
    const folder = await bench.files("limited", { k: "old" });
    const limited = spawn(
      "bash",
      [
        "-c",
        `ulimit -f 10240; exec "$0" "$@"`,
        process.execPath,
        PROGRAM,
        "cp",
        `s3://${bucket}/k`,
        path.join(folder, "k"),
      ],
      { env: bench.environment(), stdio: ["ignore", "ignore", "pipe"] },
    );
    const [exitCode] = (await once(limited, "exit")) as [number | null];
    expect(exitCode).toBe(8);
    expect(await bench.readFiles(folder)).toEqual({ k: "old" });
    expect(await readdir(folder)).toEqual(["k"]);
  });

  test("two of the same download at once both succeed, and so do two uploads", async () => {
    const bucket = await bench.bucket({ k: large });
    const folder = await bench.files("twice", { up: large });
    const target = path.join(folder, "down");
    const slow = await proxied({ bytesPerSecond: 40 * MIB });
    const downs = await Promise.all(
      [1, 2].map(() => bench.run(["cp", `s3://${bucket}/k`, target], through(slow))),
    );
    expect(downs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await readFile(target)).equals(large)).toBe(true);
    const up = ["cp", path.join(folder, "up"), `s3://${bucket}/up`];
    const ups = await Promise.all([1, 2].map(() => bench.run(up, through(slow))));
    expect(ups.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await object(bucket, "up")).equals(large)).toBe(true);
    expect(await bench.uploads(bucket)).toEqual([]);
    expect(await readdir(folder)).toEqual(["down", "up"]);
  });
});
