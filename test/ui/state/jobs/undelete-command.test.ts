import { describe, expect, it } from "vitest";
import { undeleteCommand } from "../../../../src/ui/state/jobs/undelete-command.js";

const file = (key: string) => ({ key, recursive: false });
const folder = (key: string) => ({ key, recursive: true });

describe("the command that brings deleted objects back", () => {
  it.each([
    [[file("a/b*.txt")], ["undelete", "s3://b/a/b*.txt", "--raw"]],
    [[folder("a/")], ["undelete", "s3://b/a/", "--raw"]],
    [
      [file("a/x"), folder("a/[y]/")],
      ["undelete", "s3://b/a/", "--include", "x", "--include", String.raw`\[y\]/**`],
    ],
    [
      [file("x"), file("y")],
      ["undelete", "s3://b/", "--include", "x", "--include", "y"],
    ],
  ])("%j", (targets, words) => {
    expect(undeleteCommand("b", targets)).toEqual(words);
  });
});
