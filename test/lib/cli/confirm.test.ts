import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirm } from "../../../src/lib/cli/confirm.js";
import { ConfirmationRequiredError } from "../../../src/lib/errors/s3kit-error.js";

const plan = { action: "Delete 3 objects", details: ["the largest: a"] };

function terminal(answer: string | undefined, isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  let shown = "";
  stderr.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
  });
  if (answer === undefined) stdin.end();
  else stdin.write(`${answer}\n`);
  return { stdin, stderr, shown: () => shown };
}

test.each(["y", "Y", "yes", " yes "])("%j confirms", async (answer) => {
  const there = terminal(answer);
  await confirm(plan, { yes: false }, there);
  expect(there.shown()).toContain("Delete 3 objects\n  the largest: a\n");
});

test.each(["", "n", "no", "yep", undefined])("%j does not", async (answer) => {
  await expect(confirm(plan, { yes: false }, terminal(answer))).rejects.toThrow(ConfirmationRequiredError);
});

test("what is dear must be typed by its name", async () => {
  const dear = { ...plan, typeToConfirm: "photos" };
  await confirm(dear, { yes: false }, terminal("photos"));
  await expect(confirm(dear, { yes: false }, terminal("y"))).rejects.toThrow("Nothing was done");
});

test("without a terminal nothing is asked: --yes, or an error that names it", async () => {
  const silent = terminal("y", false);
  await expect(confirm(plan, { yes: false }, silent)).rejects.toMatchObject({
    exitCode: 13,
    hints: ["Pass --yes to do it without a question"],
  });
  expect(silent.shown()).toBe("");
  await confirm(plan, { yes: true }, silent);
});

test("the question ends when the command is interrupted", async () => {
  const abort = new AbortController();
  const asked = confirm(
    plan,
    { yes: false },
    { ...terminal(""), stdin: Object.assign(new PassThrough(), { isTTY: true }), signal: abort.signal },
  );
  abort.abort();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
});
