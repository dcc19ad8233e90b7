import { CreateMultipartUploadCommand } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
let bucket: string;

beforeAll(async () => {
  bucket = await bench.bucket({
    "a.txt": "12345",
    "photos/2023/one.jpg": "1",
    "photos/2024/two.jpg": "12",
    "photos/2024/three.png": "123",
    "photos.md": "",
  });
});

/** What `ls` prints, without times. */
async function ls(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await bench.run(["ls", ...words]);
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(21));
}

describe("ls", () => {
  test("shows one level, prefixes among the keys", async () => {
    expect(await ls(`s3://${bucket}`)).toEqual([
      "           5  a.txt",
      "           0  photos.md",
      "         PRE  photos/",
    ]);
  });

  test("shows names relative to the folder listed", async () => {
    expect(await ls(`s3://${bucket}/photos/2024/`)).toEqual([
      "           3  three.png",
      "           2  two.jpg",
    ]);
  });

  test("takes what is typed as a prefix, not as a folder", async () => {
    expect(await ls(`s3://${bucket}/pho`)).toEqual(["           0  photos.md", "         PRE  photos/"]);
  });

  test("--recursive shows full keys, --human readable sizes", async () => {
    expect(await ls(`s3://${bucket}/photos/`, "--recursive", "--human")).toEqual([
      "         1 B  photos/2023/one.jpg",
      "         3 B  photos/2024/three.png",
      "         2 B  photos/2024/two.jpg",
    ]);
  });

  test.each([
    ["*.txt", ["a.txt"]],
    ["photos/*/t*", ["photos/2024/three.png", "photos/2024/two.jpg"]],
    ["**.{jpg,png}", ["photos/2023/one.jpg", "photos/2024/three.png", "photos/2024/two.jpg"]],
    ["photo?.md", ["photos.md"]],
  ])("matches %j", async (pattern, keys) => {
    const { lines } = await bench.run(["ls", `s3://${bucket}/${pattern}`, "--json"]);
    expect(lines.flatMap(({ key }) => key ?? [])).toEqual(keys);
  });

  test("matches prefixes as a shell matches folders", async () => {
    expect(await ls(`s3://${bucket}/photos/202*`)).toEqual(["         PRE  2023/", "         PRE  2024/"]);
  });

  test.each([
    [
      ["--sort", "size"],
      ["photos.md", "photos/2023/one.jpg", "photos/2024/two.jpg", "photos/2024/three.png", "a.txt"],
    ],
    [
      ["--sort", "name", "--reverse"],
      ["photos/2024/two.jpg", "photos/2024/three.png", "photos/2023/one.jpg", "photos.md", "a.txt"],
    ],
  ])("%j puts another order", async (flags, keys) => {
    const { lines } = await bench.run(["ls", `s3://${bucket}`, "--recursive", "--json", ...flags]);
    expect(lines.flatMap(({ key }) => key ?? [])).toEqual(keys);
  });

  test("--sort time puts the newest last", async () => {
    const timed = await bench.bucket({ b: "first" });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await bench.put(timed, { a: "second" });
    const { lines } = await bench.run(["ls", `s3://${timed}`, "--sort", "time", "--json"]);
    expect(lines.flatMap(({ key }) => key ?? [])).toEqual(["b", "a"]);
  });

  test("--summarize says the totals on standard error", async () => {
    const { stderr } = await bench.run(["ls", `s3://${bucket}`, "--recursive", "--summarize"]);
    expect(stderr).toBe("5 objects, 11 B (11 bytes)\n");
  });

  test("of an empty bucket prints nothing and is no error", async () => {
    const empty = await bench.bucket();
    expect(await bench.run(["ls", `s3://${empty}`])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });

  test.each(["nothing/", "*.gif"])("of %j, which nothing matches, says so", async (key) => {
    const { exitCode, stdout, stderr } = await bench.run(["ls", `s3://${bucket}/${key}`]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toContain(`Error (NothingFound): Nothing found at s3://${bucket}/${key}`);
  });

  test("--versions shows old versions and delete markers", async () => {
    const versioned = await bench.versionedBucket();
    await bench.put(versioned, { k: "one" });
    await bench.put(versioned, { k: "three" });
    await bench.run(["rm", `s3://${versioned}/k`]);
    const { lines } = await bench.run(["ls", `s3://${versioned}`, "--versions", "--json"]);
    expect(
      lines.map(({ isLatest, isDeleteMarker, sizeBytes }) => ({ isLatest, isDeleteMarker, sizeBytes })),
    ).toEqual([
      { isLatest: true, isDeleteMarker: true, sizeBytes: 0 },
      { isLatest: false, isDeleteMarker: false, sizeBytes: 5 },
      { isLatest: false, isDeleteMarker: false, sizeBytes: 3 },
      { sizeBytes: 8 },
    ]);
    expect((await bench.run(["ls", `s3://${versioned}`])).stdout).toBe("");
  });

  test("--incomplete shows unfinished uploads", async () => {
    const own = await bench.bucket();
    const { UploadId } = await bench.client.send(
      new CreateMultipartUploadCommand({ Bucket: own, Key: "big" }),
    );
    const { lines } = await bench.run(["ls", `s3://${own}`, "--incomplete", "--json"]);
    expect(lines[0]).toMatchObject({ type: "upload", bucket: own, key: "big", uploadId: UploadId });
  });

  test("goes on past the first page, in order and without gaps", async () => {
    const many = await bench.bucket();
    const folder = await bench.files("many", Object.fromEntries(numbers(1234).map((n) => [`${n}.txt`, n])));
    await bench.run(["cp", "--recursive", folder, `s3://${many}/`]);
    const { lines } = await bench.run(["ls", `s3://${many}`, "--json"]);
    expect(lines.flatMap(({ key }) => key ?? [])).toEqual(numbers(1234).map((n) => `${n}.txt`));
    expect(lines.at(-1)).toEqual({ type: "summary", objects: 1234, prefixes: 0, sizeBytes: 1234 * 4 });
  });
});

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => index.toString().padStart(4, "0"));
}
