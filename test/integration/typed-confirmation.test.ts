import { spawn } from "@lydell/node-pty";
import { expect, test } from "vitest";
import { PROGRAM } from "./support/program.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

/** Run the program on a terminal and press these keys when it asks. */
async function answering(words: readonly string[], question: string, answer: string) {
  const terminal = spawn(process.execPath, [PROGRAM, ...words], {
    env: bench.environment(),
    cols: 100,
    rows: 30,
  });
  let screen = "";
  let asked = false;
  terminal.onData((data) => {
    screen += data;
    if (asked || !screen.includes(question)) return;
    asked = true;
    terminal.write(answer);
  });
  return new Promise<{ exitCode: number; screen: string }>((resolve) => {
    terminal.onExit(({ exitCode }) => resolve({ exitCode, screen }));
  });
}

test("emptying a bucket wants its name typed, and takes nothing else for it", async () => {
  const bucket = await bench.bucket({ a: "1", b: "2" });
  const words = ["rm", "--recursive", `s3://${bucket}/`];
  const refused = await answering(words, "to go on:", "yes\r");
  expect(refused).toMatchObject({ exitCode: 13, screen: expect.stringContaining("2 objects") as string });
  expect(await bench.keys(bucket)).toEqual(["a", "b"]);

  const confirmed = await answering(words, "to go on:", `${bucket}\r`);
  expect(confirmed.exitCode).toBe(0);
  expect(await bench.keys(bucket)).toEqual([]);
});

test("deleting a prefix wants a yes; no leaves everything", async () => {
  const bucket = await bench.bucket({ "p/a": "1", "p/b": "2", q: "3" });
  const words = ["rm", "--recursive", `s3://${bucket}/p/`];
  expect((await answering(words, "[y/N]", "n\r")).exitCode).toBe(13);
  expect(await bench.keys(bucket)).toHaveLength(3);
  expect((await answering(words, "[y/N]", "y\r")).exitCode).toBe(0);
  expect(await bench.keys(bucket)).toEqual(["q"]);
});

test("^C at the question ends with status 130, and nothing was deleted", async () => {
  const bucket = await bench.bucket({ "p/a": "1" });
  const { exitCode } = await answering(["rm", "--recursive", `s3://${bucket}/p/`], "[y/N]", "\u0003");
  expect(exitCode).toBe(130);
  expect(await bench.keys(bucket)).toEqual(["p/a"]);
});
