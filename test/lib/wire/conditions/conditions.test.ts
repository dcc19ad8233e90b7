import { describe, expect, it } from "vitest";
import {
  evaluateCopySourceConditions,
  evaluateReadConditions,
} from "../../../../src/lib/wire/conditions/read-conditions.js";
import {
  evaluateDeleteConditions,
  evaluateWriteConditions,
} from "../../../../src/lib/wire/conditions/write-conditions.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

const MODIFIED = "Tue, 01 Oct 2024 10:00:00 GMT";
const BEFORE = "Tue, 01 Oct 2024 09:59:59 GMT";
const AFTER = "Tue, 01 Oct 2024 10:00:01 GMT";
/** The fraction must not count: HTTP dates have none. */
const CURRENT = { etag: "abc", lastModified: new Date(Date.parse(MODIFIED) + 700), sizeBytes: 3 };

function statusOf(evaluate: () => void): number {
  try {
    evaluate();
    return 200;
  } catch (error) {
    if (error instanceof S3Error) return error.status;
    throw error;
  }
}

describe("preconditions of GET and HEAD", () => {
  it.each([
    [{}, 200],
    [{ "if-match": '"abc"' }, 200],
    [{ "if-match": "abc" }, 200],
    [{ "if-match": '"abc' }, 200],
    [{ "if-match": 'abc"' }, 200],
    [{ "if-match": '"x", "abc"' }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": '"x"' }, 412],
    [{ "if-match": "" }, 412],
    [{ "if-none-match": '"abc"' }, 304],
    [{ "if-none-match": "abc" }, 304],
    [{ "if-none-match": 'W/"abc"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"x"' }, 200],
    [{ "if-modified-since": MODIFIED }, 304],
    [{ "if-modified-since": AFTER }, 304],
    [{ "if-modified-since": BEFORE }, 200],
    [{ "if-modified-since": "yesterday" }, 200],
    [{ "if-unmodified-since": MODIFIED }, 200],
    [{ "if-unmodified-since": AFTER }, 200],
    [{ "if-unmodified-since": BEFORE }, 412],
    [{ "if-unmodified-since": "nonsense" }, 200],
    [{ "if-match": '"abc"', "if-unmodified-since": BEFORE }, 200],
    [{ "if-match": '"x"', "if-unmodified-since": AFTER }, 412],
    [{ "if-none-match": '"x"', "if-modified-since": AFTER }, 200],
    [{ "if-none-match": '"abc"', "if-modified-since": BEFORE }, 304],
    [{ "if-match": '"x"', "if-none-match": '"abc"' }, 412],
    [{ "if-match": '"abc"', "if-none-match": '"abc"' }, 304],
    [{ "if-unmodified-since": BEFORE, "if-modified-since": AFTER }, 412],
    [{ "if-match": '"abc"', "if-modified-since": AFTER }, 304],
  ])("%j: %i", (headers, status) => {
    expect(
      statusOf(() => {
        evaluateReadConditions(headers, CURRENT);
      }),
    ).toBe(status);
  });

  it("tell the validators with a 304, and the failed condition with a 412", () => {
    expect(() => {
      evaluateReadConditions({ "if-none-match": "*" }, CURRENT);
    }).toThrow(
      expect.objectContaining({ code: "NotModified", headers: { etag: '"abc"', "last-modified": MODIFIED } }),
    );
    expect(() => {
      evaluateReadConditions({ "if-match": "x" }, CURRENT);
    }).toThrow(expect.objectContaining({ code: "PreconditionFailed", details: { Condition: "If-Match" } }));
  });
});

describe("preconditions of a copy's source", () => {
  it.each([
    [{}, 200],
    [{ "x-amz-copy-source-if-match": "abc" }, 200],
    [{ "x-amz-copy-source-if-match": "x" }, 412],
    [{ "x-amz-copy-source-if-none-match": "abc" }, 412],
    [{ "x-amz-copy-source-if-none-match": "x" }, 200],
    [{ "x-amz-copy-source-if-modified-since": AFTER }, 412],
    [{ "x-amz-copy-source-if-modified-since": BEFORE }, 200],
    [{ "x-amz-copy-source-if-unmodified-since": BEFORE }, 412],
    [{ "x-amz-copy-source-if-match": "abc", "x-amz-copy-source-if-unmodified-since": BEFORE }, 200],
    [{ "x-amz-copy-source-if-none-match": "abc", "x-amz-copy-source-if-modified-since": BEFORE }, 412],
    [{ "if-match": "x", "if-none-match": "*" }, 200],
  ])("%j: %i", (headers, status) => {
    expect(
      statusOf(() => {
        evaluateCopySourceConditions(headers, CURRENT);
      }),
    ).toBe(status);
  });
});

describe("preconditions of a write", () => {
  it.each([
    [{}, CURRENT, 200],
    [{ "if-none-match": "*" }, CURRENT, 412],
    [{ "if-none-match": "*" }, undefined, 200],
    [{ "if-none-match": '"abc"' }, CURRENT, 412],
    [{ "if-none-match": '"x"' }, CURRENT, 200],
    [{ "if-match": '"abc"' }, CURRENT, 200],
    [{ "if-match": "abc" }, CURRENT, 200],
    [{ "if-match": '"x"' }, CURRENT, 412],
    [{ "if-match": '"abc"' }, undefined, 404],
    [{ "if-match": "*" }, CURRENT, 200],
    [{ "if-match": "*" }, undefined, 404],
  ])("%j on %j: %i", (headers, current, status) => {
    expect(
      statusOf(() => {
        evaluateWriteConditions(headers, current);
      }),
    ).toBe(status);
  });
});

describe("preconditions of a delete", () => {
  const none = { ifMatch: undefined, ifLastModified: undefined, ifSizeBytes: undefined };
  it.each([
    [{}, CURRENT, 200],
    [{ ifMatch: '"abc"' }, CURRENT, 200],
    [{ ifMatch: "x" }, CURRENT, 412],
    [{ ifMatch: "*" }, undefined, 404],
    [{ ifLastModified: MODIFIED }, CURRENT, 200],
    [{ ifLastModified: "2024-10-01T10:00:00Z" }, CURRENT, 200],
    [{ ifLastModified: BEFORE }, CURRENT, 412],
    [{ ifLastModified: "x" }, CURRENT, 400],
    [{ ifSizeBytes: "3" }, CURRENT, 200],
    [{ ifSizeBytes: "4" }, CURRENT, 412],
    [{ ifSizeBytes: "-1" }, CURRENT, 400],
    [{ ifSizeBytes: "4" }, undefined, 200],
  ])("%j on %j: %i", (conditions, current, status) => {
    expect(
      statusOf(() => {
        evaluateDeleteConditions({ ...none, ...conditions }, current);
      }),
    ).toBe(status);
  });
});
