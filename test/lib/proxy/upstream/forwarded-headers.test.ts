import { expect, test } from "vitest";
import { answeredHeaders, forwardedHeaders } from "../../../../src/lib/proxy/upstream/forwarded-headers.js";

test("headers of the content and of the client go on untouched", () => {
  const headers = {
    "content-type": "a/b; x= Y",
    "x-amz-meta-who": "Zo\u00c3\u00ab",
    "content-md5": "m",
    "x-amz-checksum-crc32": "c",
    "x-amz-copy-source": "/b/k%20",
    "if-none-match": "*",
    range: "bytes=0-1",
    origin: "https://x.example",
    "accept-encoding": "identity",
    "user-agent": "u",
  };
  expect(forwardedHeaders(headers)).toEqual(headers);
});

test("headers of the connection, the signature and the framing stay behind", () => {
  const headers = {
    connection: "close, x-private",
    "x-private": "1",
    "keep-alive": "5",
    te: "trailers",
    "transfer-encoding": "chunked",
    upgrade: "h2c",
    host: "proxy",
    authorization: "AWS4-HMAC-SHA256 …",
    expect: "100-continue",
    "content-length": "5",
    date: "now",
    "x-amz-date": "now",
    "x-amz-content-sha256": "h",
    "x-amz-security-token": "t",
    "x-amz-decoded-content-length": "5",
    "x-amz-trailer": "x-amz-checksum-crc32",
    "x-amz-sdk-checksum-algorithm": "CRC32",
    "content-encoding": "aws-chunked",
  };
  expect(forwardedHeaders(headers)).toEqual({});
});

test("of several content encodings only the framing's stays behind", () => {
  expect(forwardedHeaders({ "content-encoding": "aws-chunked, gzip" })).toEqual({
    "content-encoding": "gzip",
  });
});

test("answers keep the object's headers, and the store's request id under another name", () => {
  const headers = {
    etag: '"e"',
    "content-length": "5",
    "access-control-allow-origin": "*",
    connection: "keep-alive",
    "transfer-encoding": "chunked",
    date: "then",
    server: "store",
    "x-amz-id-2": "i",
    "x-amz-request-id": "r",
  };
  expect(answeredHeaders(headers)).toEqual({
    etag: '"e"',
    "content-length": "5",
    "access-control-allow-origin": "*",
    "x-s3kit-upstream-request-id": "r",
  });
});
