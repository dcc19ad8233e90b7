import { describe, expect, test } from "vitest";
import type { CommandEntry } from "../../../../src/lib/cli/complete/command-index.js";
import { completeWords } from "../../../../src/lib/cli/complete/complete-words.js";

const flag = (name: string, more: object = {}) => ({ [name]: { name, type: "option" as const, ...more } });
const commands: readonly CommandEntry[] = [
  {
    id: "ls",
    summary: "List.",
    args: { uri: { name: "uri" } },
    flags: {
      ...flag("recursive", { type: "boolean", char: "r", summary: "all below" }),
      ...flag("path-style", { type: "boolean", allowNo: true }),
      ...flag("sort", { options: ["name", "size", "time"] }),
      ...flag("profile"),
      ...flag("include", { multiple: true }),
      ...flag("secret", { hidden: true }),
    },
  },
  { id: "cp", summary: "Copy.", args: { source: { name: "source" }, destination: { name: "destination" } } },
  { id: "bucket:create", summary: "Create.", args: { bucket: { name: "bucket" } } },
  { id: "bucket:list", summary: "List buckets." },
  { id: "profile:use", args: { name: { name: "name" } } },
  { id: "completion", args: { shell: { name: "shell", options: ["bash", "zsh"] } } },
];

function values(...words: string[]): readonly string[] {
  const completion = completeWords(commands, words);
  return completion.kind === "words" ? completion.candidates.map(({ value }) => value) : [completion.kind];
}

describe("commands", () => {
  test.each([
    [[""], ["ls", "cp", "bucket", "profile", "completion"]],
    [["c"], ["cp", "completion"]],
    [
      ["bucket", ""],
      ["create", "list"],
    ],
    [["bucket", "l"], ["list"]],
    [["nothing", ""], []],
  ])("%j", (words, expected) => {
    expect(values(...words)).toEqual(expected);
  });
});

describe("flags", () => {
  test.each([
    [["ls", "--r"], ["--recursive"]],
    [
      ["ls", "--p"],
      ["--path-style", "--profile"],
    ],
    [["ls", "--no"], ["--no-path-style"]],
    [["ls", "--recursive", "--rec"], []],
    [["ls", "--include", "*.jpg", "--inc"], ["--include"]],
    [["ls", "--sec"], []],
    [
      ["ls", "--sort", ""],
      ["name", "size", "time"],
    ],
    [["ls", "--sort", "s"], ["size"]],
    [["ls", "--sort=t"], ["--sort=time"]],
    [["ls", "--profile", ""], ["profiles"]],
    [["ls", "--", "--rec"], ["places"]],
  ])("%j", (words, expected) => {
    expect(values(...words)).toEqual(expected);
  });
});

describe("arguments", () => {
  test.each([
    [["ls", ""], ["places"]],
    [["ls", "s3://b/k"], ["places"]],
    [["cp", "./file", "s3://"], ["places"]],
    [["ls", "--sort", "size", "s3://"], ["places"]],
    [["bucket", "create", "my"], ["buckets"]],
    [["bucket", "create", "s3://my"], ["places"]],
    [["profile", "use", ""], ["profiles"]],
    [["completion", "z"], ["zsh"]],
    [["bucket", "list", ""], ["nothing"]],
  ])("%j", (words, expected) => {
    expect(values(...words)).toEqual(expected);
  });
});

test("candidates come with the first line of what they are", () => {
  expect(completeWords(commands, ["ls", "--rec"])).toEqual({
    kind: "words",
    candidates: [{ value: "--recursive", description: "all below" }],
  });
});
