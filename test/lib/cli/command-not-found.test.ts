import { expect, test } from "vitest";
import { closestWords } from "../../../src/lib/cli/command-not-found.js";

const commands = ["ls", "cp", "mv", "bucket create", "bucket list", "profile check", "completion"];

test.each([
  ["sl", ["ls"]],
  ["cpp", ["cp"]],
  ["buckt create", ["bucket create"]],
  ["bucket craete my-bucket", ["bucket create"]],
  ["profile chek", ["profile check"]],
  ["complation", ["completion"]],
  ["frobnicate", []],
])("%s is most like %j", (typed, expected) => {
  expect(closestWords(typed, commands)).toEqual(expected);
});
