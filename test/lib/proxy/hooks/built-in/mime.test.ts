import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mimeHooks, type MimeConfig } from "../../../../../src/lib/proxy/hooks/built-in/mime.js";
import { judge, zeros } from "./hook-call.js";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const JPEG = Buffer.concat([
  Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"),
  Buffer.alloc(64),
]);
const PDF = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n");
const ELF = Buffer.concat([Buffer.from("7f454c4602010100", "hex"), Buffer.alloc(64)]);
const XML = Buffer.from('<?xml version="1.0"?><a/>');
const GZIP = gzipSync("hello");
const ZIP = zipOf("word/document.xml");
const TEXT = Buffer.from("just text\n");

describe("what a content is", () => {
  it.each<[string, MimeConfig, Buffer, string | undefined, string | undefined]>([
    ["what it is declared to be", {}, PNG, "image/png", undefined],
    ["declared by another of its names", {}, JPEG, "Image/JPG; q=1", undefined],
    ["declared as something else", {}, JPEG, "image/png", "declared as image/png, but it is image/jpeg"],
    [
      "a program declared as text",
      {},
      ELF,
      "text/plain",
      "declared as text/plain, but it is application/x-elf",
    ],
    ["text declared as a picture", {}, TEXT, "image/png", "declared as image/png, but it is something else"],
    ["text declared as text", {}, TEXT, "text/markdown", undefined],
    ["not declared", {}, ELF, undefined, undefined],
    ["declared as bytes", {}, ELF, "application/octet-stream", undefined],
    ["XML declared as a drawing", {}, XML, "image/svg+xml", undefined],
    ["gzip declared as a tar", {}, GZIP, "application/x-gtar-compressed", undefined],
    ["a zip declared as what is kept in one", {}, ZIP, "application/java-archive", undefined],
    ["something else, and nobody minds", { matchDeclared: false }, JPEG, "image/png", undefined],
    ["allowed", { allow: ["image/*"] }, JPEG, undefined, undefined],
    ["not allowed", { allow: ["image/*"] }, PDF, undefined, "application/pdf is not allowed"],
    ["allowed by declaration", { allow: ["text/*"] }, TEXT, "text/plain", undefined],
    ["not allowed by declaration", { allow: ["image/*"] }, TEXT, "text/plain", "text/plain is not allowed"],
    ["unknown and not declared", { allow: ["image/*"] }, TEXT, undefined, "its type cannot be told"],
    ["unknown and so refused", { unknown: "refuse" }, TEXT, "text/plain", "its type cannot be told"],
    ["denied", { deny: ["application/x-elf"] }, ELF, undefined, "application/x-elf is not allowed"],
    ["not denied", { deny: ["application/x-elf"] }, PDF, undefined, undefined],
    [
      "denied, though allowed",
      { allow: ["*/*"], deny: ["image/jpeg"] },
      JPEG,
      "image/jpg",
      "image/jpg is not allowed",
    ],
    ["empty", { allow: ["image/*"], unknown: "refuse" }, Buffer.alloc(0), "image/png", undefined],
  ])("%s", async (_, config, content, contentType, reason) => {
    const verdict = await judge(mimeHooks(config), [content], { contentType });
    expect(verdict).toEqual(reason === undefined ? { pass: true } : { pass: false, reason });
  });

  it("is told from single bytes as well", async () => {
    const bytes = Array.from(PNG, (byte) => Buffer.from([byte]));
    expect(await judge(mimeHooks({}), bytes, { contentType: "image/gif" })).toMatchObject({ pass: false });
  });

  it("is told from the first bytes: no more are read", async () => {
    let takenBytes = 0;
    const content = zeros(10_000_000, (bytes) => {
      takenBytes = bytes;
    });
    await judge(mimeHooks({}), content);
    expect(takenBytes).toBe(65_536);
  });

  it("cannot be told from parts, which pass", async () => {
    const hooks = mimeHooks({ allow: ["image/*"] });
    expect(await judge(hooks, [ELF], { operation: "UploadPart" })).toEqual({ pass: true });
  });
});

/** The head of an archive whose first entry is stored and empty. */
function zipOf(name: string): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04_03_4b_50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), Buffer.from("504b0102", "hex"), Buffer.alloc(42)]);
}
