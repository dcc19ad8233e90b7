import { expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

test("a check finds just what the store can do, and later commands go by it", async () => {
  const checked = await bench.run(["profile", "check", "--json"]);
  expect(checked).toMatchObject({ exitCode: 0 });
  const { endpoint, checkedAt, ...found } = checked.lines[0] ?? {};
  expect(endpoint).toBe(bench.store.endpoint);
  expect(Date.parse(String(checkedAt))).not.toBeNaN();
  const lacking = Object.keys(found).filter((name) => found[name] !== "yes");
  expect(lacking.toSorted()).toEqual(expected("lacks"));

  const shown = await bench.run(["profile", "show", "--json"]);
  expect(shown.lines[0]).toMatchObject({ checksums: expected("checksums-when") });
});

test("a check leaves no bucket behind", async () => {
  await bench.run(["profile", "check"]);
  const { lines } = await bench.run(["ls", "--json"]);
  expect(lines.filter(({ name }) => String(name).startsWith("s3kit-probe-"))).toEqual([]);
});

test("a check in a bucket of the user's leaves it as it was", async () => {
  const bucket = await bench.bucket({ precious: "x" });
  expect(await bench.run(["profile", "check", "--bucket", bucket])).toMatchObject({ exitCode: 0 });
  const { lines } = await bench.run(["ls", `s3://${bucket}`, "--recursive", "--versions", "--json"]);
  expect(lines.filter(({ key }) => key !== undefined)).toMatchObject([{ key: "precious" }]);
});

test("the keys of a bucket are completed", async () => {
  const bucket = await bench.bucket({ "a b/c+d": "x", "a b/é": "x", other: "x" });
  const { stdout } = await bench.run(["__complete", "--", "ls", `s3://${bucket}/a b/`]);
  expect(stdout.trim().split("\n")).toEqual([`s3://${bucket}/a b/c+d`, `s3://${bucket}/a b/é`, ":done"]);
});
