import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { Output } from "../../../src/lib/cli/output.js";

async function said(options: { json?: boolean; color?: boolean }, speak: (output: Output) => Promise<void>) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const output = new Output({ stdout, stderr, json: false, color: false, ...options });
  await speak(output);
  await output.flush();
  stdout.end();
  stderr.end();
  return { stdout: await text(stdout), stderr: await text(stderr) };
}

async function everything(output: Output): Promise<void> {
  await output.result({ answer: 0 }, "zero");
  await output.item({ key: "a", at: new Date(0) }, () => "line a");
  await output.item({ key: "b" }, "");
  await output.summary({ count: 2 }, "2 objects");
  output.note("by the way");
  output.warn("careful");
}

test("people get results on stdout, and all else on stderr", async () => {
  expect(await said({}, everything)).toEqual({
    stdout: "zero\nline a\n",
    stderr: "2 objects\nby the way\nWarning: careful\n",
  });
});

test("programs get one document a line on stdout, the summary last, and JSON on stderr", async () => {
  const { stdout, stderr } = await said({ json: true }, everything);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { answer: 0 },
    { key: "a", at: "1970-01-01T00:00:00.000Z" },
    { key: "b" },
    { type: "summary", count: 2 },
  ]);
  expect(
    stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { type: "note", message: "by the way" },
    { type: "warning", message: "careful" },
  ]);
});

test("words for people are not made when nobody reads them", async () => {
  await said({ json: true }, async (output) => {
    await output.item({}, () => {
      throw new Error("made");
    });
  });
});

test("styles apply only with colour", async () => {
  await said({ color: true }, async (output) =>
    expect(output.style("red", "x")).toBe("\u001B[31mx\u001B[39m"),
  );
  await said({ color: false }, async (output) => expect(output.style("red", "x")).toBe("x"));
});
