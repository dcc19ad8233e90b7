import { expect, test } from "vitest";
import { closestWords, commandPart } from "../../../src/lib/cli/command-not-found.js";

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

test.each([
  ["bucket:nope:s3://photos", "bucket:nope"],
  ["frobnicate", "frobnicate"],
  ["lz:s3://b/a:b", "lz"],
  ["cpp:./file:s3://b/", "cpp"],
  ["buckt:create:--json", "buckt:create"],
])("of %s, %s was meant as the command", (id, expected) => {
  expect(commandPart(id)).toBe(expected);
});
