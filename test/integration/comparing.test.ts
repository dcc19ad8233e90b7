import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const contents = { "a.txt": "same", "a/b": "inner", "dir/c": "left c", both: "12345" };

describe("diff", () => {
  test("of a folder and its upload finds nothing", async () => {
    const folder = await bench.files("same", contents);
    const bucket = await bench.bucket();
    await bench.run(["cp", "--recursive", folder, `s3://${bucket}/copy`]);
    expect(await bench.run(["diff", folder, `s3://${bucket}/copy`])).toMatchObject({
      exitCode: 0,
      stdout: "",
      stderr: "4 same, 0 differ, 0 only left, 0 only right\n",
    });
  });

  test("marks what differs and on which side, in key order, and exits with 3", async () => {
    const folder = await bench.files("left", contents);
    const bucket = await bench.bucket({ "a.txt": "same", "a/b": "INNER", both: "123456", "new/d": "d" });
    const { exitCode, stdout } = await bench.run(["diff", folder, `s3://${bucket}`]);
    expect(exitCode).toBe(3);
    expect(stdout).toBe("~ a/b\n~ both  (5 B | 6 B)\n- dir/c\n+ new/d\n");
    const reversed = await bench.run(["diff", `s3://${bucket}`, folder, "--size-only", "--exclude", "new"]);
    expect(reversed.stdout).toBe("~ both  (6 B | 5 B)\n+ dir/c\n");
  });

  test("compares two prefixes by what the store keeps", async () => {
    const bucket = await bench.bucket({ "l/x": "1", "l/y": "2", "r/x": "1", "r/y": "3" });
    const { exitCode, lines } = await bench.run([
      "diff",
      `s3://${bucket}/l`,
      `s3://${bucket}/r/`,
      "--all",
      "--json",
    ]);
    expect(exitCode).toBe(3);
    expect(lines.map(({ type, name }) => [type, name])).toEqual([
      ["same", "x"],
      ["differs", "y"],
      ["summary", undefined],
    ]);
  });

  test("tells a multipart upload of other parts by reading it, when asked to", async () => {
    const big = Buffer.alloc(17 * 1024 * 1024, "0123456789abcdef");
    const folder = await bench.files("parts", { big });
    const bucket = await bench.bucket({ "whole/big": big });
    await bench.run(["cp", path.join(folder, "big"), `s3://${bucket}/parts/big`, "--part-size", "7MiB"]);
    const words = ["diff", `s3://${bucket}/whole`, `s3://${bucket}/parts`, "--checksum"];
    expect(await bench.run(words)).toMatchObject({ exitCode: 0, stdout: "" });
    big[5] = 0;
    await bench.put(bucket, { "whole/big": big });
    expect((await bench.run(words)).stdout).toBe("~ big\n");
  });

  test("compares single files, also with a namesake in a folder", async () => {
    const folder = await bench.files("single", { "x.txt": "content" });
    const bucket = await bench.bucket({ "p/x.txt": "content", other: "Content" });
    const file = path.join(folder, "x.txt");
    expect((await bench.run(["diff", file, `s3://${bucket}/p/x.txt`])).exitCode).toBe(0);
    expect((await bench.run(["diff", file, `s3://${bucket}/p`])).exitCode).toBe(0);
    expect((await bench.run(["diff", file, `s3://${bucket}/other`])).exitCode).toBe(3);
    expect((await bench.run(["diff", `s3://${bucket}/p/x.txt`, folder])).exitCode).toBe(0);
    await writeFile(file, "changed");
    expect((await bench.run(["diff", file, `s3://${bucket}/p`])).exitCode).toBe(3);
  });
});
