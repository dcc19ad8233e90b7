import { describe, expect, test } from "vitest";
import {
  AccessDeniedError,
  ConfigurationError,
  ConfirmationRequiredError,
  ConflictError,
  IntegrityError,
  InterruptedError,
  NetworkError,
  NotFoundError,
  PartialFailureError,
  UnsupportedByStoreError,
  UsageError,
} from "../../../src/lib/errors/s3kit-error.js";
import { reportError } from "../../../src/lib/cli/report-error.js";
import { toUsageError } from "../../../src/lib/cli/usage-error.js";

const plain = { json: false, color: false };

test.each([
  [new UsageError("x"), 2],
  [new PartialFailureError("x"), 3],
  [new NotFoundError("x"), 4],
  [new AccessDeniedError("x"), 5],
  [new ConflictError("x"), 6],
  [new NetworkError("x"), 7],
  [new ConfigurationError("x"), 8],
  [new TypeError("x"), 10],
  [new RangeError("x"), 10],
  ["not an error", 10],
  [new IntegrityError("x"), 11],
  [new UnsupportedByStoreError("x"), 12],
  [new ConfirmationRequiredError("x"), 13],
  [new InterruptedError(), 130],
  [AbortSignal.abort().reason, 130],
  [new Error("whatever"), 1],
])("%s exits with %i, in words and in JSON", (error, exitCode) => {
  expect(reportError(error, plain).exitCode).toBe(exitCode);
  const { text } = reportError(error, { json: true, color: false });
  expect(JSON.parse(text)).toMatchObject({ type: "error", exitCode });
});

test("people get the code, the message and what to try", () => {
  const error = new NotFoundError("There is no bucket b", {
    code: "NoSuchBucket",
    hints: ["Run s3kit ls", "Make it"],
  });
  expect(reportError(error, plain).text).toBe(
    "Error (NoSuchBucket): There is no bucket b\n\nTry this:\n  • Run s3kit ls\n  • Make it",
  );
});

test("programs get one line of a fixed shape, whatever else the error carries", () => {
  const error = Object.assign(new NotFoundError("gone"), { config: { secret: "s" }, parse: {} });
  const { text } = reportError(error, { json: true, color: false });
  expect(text).not.toContain("\n");
  expect(JSON.parse(text)).toEqual({
    type: "error",
    code: "NotFound",
    message: "gone",
    hints: [],
    exitCode: 4,
  });
});

test("our own mistakes show where they happened and ask to be reported", () => {
  const { text } = reportError(new TypeError("x is not a function"), plain);
  expect(text).toContain("Error (Bug): TypeError: x is not a function");
  expect(text).toContain("please report it");
  expect(text).toMatch(/at .*report-error\.test\.ts/);
});

test("a store's code that nobody knows is still shown", () => {
  const odd = Object.assign(new Error("The tape is torn"), {
    name: "TornTape",
    $metadata: { httpStatusCode: 400 },
  });
  expect(reportError(odd, plain).text).toBe("Error (TornTape): The tape is torn");
});

test("an exit without words prints nothing", () => {
  const exit = Object.assign(new Error("EEXIT: 3"), { code: "EEXIT", oclif: { exit: 3 } });
  expect(reportError(exit, plain)).toEqual({ text: "", exitCode: 3 });
});

test("colour is in the label alone", () => {
  const { text } = reportError(new UsageError("x"), { json: false, color: true });
  expect(text).toContain("\u001B[31m");
  expect(text.endsWith("x")).toBe(true);
});

describe("errors of the parser", () => {
  const parse = Object.assign(new Error("Nonexistent flag: --bad\nSee more help with --help"), {
    oclif: { exit: 2 },
    parse: { input: { config: "everything" } },
  });

  test("lose all but their words, and point to the command's help", () => {
    const usage = toUsageError(parse, "bucket:create");
    expect(usage).toMatchObject({
      message: "Nonexistent flag: --bad",
      hints: ["Run s3kit bucket create --help"],
    });
    expect(JSON.stringify(usage)).not.toContain("everything");
  });

  test("are told from all others", () => {
    expect(toUsageError(new Error("x"))).toBeUndefined();
    expect(toUsageError(undefined)).toBeUndefined();
  });
});
