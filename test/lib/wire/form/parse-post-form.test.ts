import { Readable } from "node:stream";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_FIELD_BYTES, parsePostForm } from "../../../../src/lib/wire/form/parse-post-form.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

const TYPE = "multipart/form-data; boundary=xyz";

function field(name: string, value: string, extra = ""): string {
  return `--xyz\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
}

/** A form in chunks of one size: boundaries then fall at every place. */
function formOf(text: string, chunkBytes = 7): Readable {
  const bytes = Buffer.from(text);
  const chunks = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return Readable.from(chunks);
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe("an upload form", () => {
  it.each([1, 2, 3, 7, 64, 10_000])(
    "gives its fields, then its file, in chunks of %i bytes",
    async (chunkBytes) => {
      const text =
        field("Key", "photos/${filename}") +
        field("X-Amz-Meta-Tag", "é") +
        field("file", "content\r\n--xy", '; filename="C:\\dir\\a b.txt"') +
        "--xyz--\r\n";
      const form = await parsePostForm(formOf(text, chunkBytes), TYPE);
      expect(Object.fromEntries(form.fields)).toEqual({ key: "photos/a b.txt", "x-amz-meta-tag": "é" });
      expect(form.fileName).toBe("a b.txt");
      expect(await textOf(form.file)).toBe("content\r\n--xy");
    },
  );

  it("takes a field for the file by its name alone, as scripts send it", async () => {
    const text = field("key", "k", '; filename="key"') + field("FILE", "content") + "--xyz--\r\n";
    const form = await parsePostForm(formOf(text), TYPE);
    expect(Object.fromEntries(form.fields)).toEqual({ key: "k" });
    expect(await textOf(form.file)).toBe("content");
  });

  it("ignores fields without a name", async () => {
    const nameless = "--xyz\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n";
    const form = await parsePostForm(formOf(`${nameless}${field("file", "content")}--xyz--\r\n`), TYPE);
    expect([...form.fields]).toEqual([]);
    expect(await textOf(form.file)).toBe("content");
  });

  it("ignores what stands behind the file", async () => {
    const text =
      field("key", "k") +
      field("file", "content") +
      field("acl", "public-read") +
      field("file", "second") +
      "--xyz--\r\n";
    const form = await parsePostForm(formOf(text), TYPE);
    expect(await textOf(form.file)).toBe("content");
    expect([...form.fields.keys()]).toEqual(["key"]);
  });

  it("does not take a file name for a replacement pattern", async () => {
    const text =
      field("key", "${filename}") + field("file", "", `; filename="$&$1\${filename}"`) + "--xyz--\r\n";
    const form = await parsePostForm(formOf(text), TYPE);
    expect(form.fields.get("key")).toBe("$&$1${filename}");
    expect(await textOf(form.file)).toBe("");
  });

  it("streams a file of any size", async () => {
    const chunk = Buffer.alloc(64 * 1024, "a");
    const source = Readable.from(
      (function* () {
        yield Buffer.from(
          `${field("key", "k")}--xyz\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n`,
        );
        for (let sent = 0; sent < 200; sent += 1) yield chunk;
        yield Buffer.from("\r\n--xyz--\r\n");
      })(),
    );
    const { file } = await parsePostForm(source, TYPE);
    let sizeBytes = 0;
    for await (const part of file) sizeBytes += (part as Buffer).length;
    expect(sizeBytes).toBe(200 * chunk.length);
  });
});

describe("a broken form", () => {
  it.each([
    ["no boundary in the type", field("file", "x"), "multipart/form-data", "MalformedPOSTRequest"],
    ["no form at all", "hello", TYPE, "MalformedPOSTRequest"],
    ["nothing", "", TYPE, "MalformedPOSTRequest"],
    ["no file", `${field("key", "k")}--xyz--\r\n`, TYPE, "InvalidArgument"],
    ["fields without end", field("key", "k").slice(0, -4), TYPE, "MalformedPOSTRequest"],
    [
      "too long a field",
      `${field("key", "k".repeat(MAX_FIELD_BYTES + 1))}${field("file", "x")}--xyz--\r\n`,
      TYPE,
      "MaxPostPreDataLengthExceeded",
    ],
    [
      "fields that are too long together",
      `${field("a", "k".repeat(15_000))}${field("b", "k".repeat(15_000))}${field("file", "x")}--xyz--\r\n`,
      TYPE,
      "MaxPostPreDataLengthExceeded",
    ],
    [
      "too many fields",
      `${Array.from({ length: 200 }, (_, at) => field(`f${at}`, "")).join("")}${field("file", "x")}--xyz--\r\n`,
      TYPE,
      "MaxPostPreDataLengthExceeded",
    ],
  ])("with %s is refused", async (_name, text, type, code) => {
    await expect(parsePostForm(formOf(text), type)).rejects.toMatchObject({ code });
  });

  it("whose file is cut off fails, instead of ending", async () => {
    const whole = `${field("key", "k")}${field("file", "content")}--xyz--\r\n`;
    for (const cut of [5, 12, 14, 18]) {
      const reading = parsePostForm(formOf(whole.slice(0, -cut)), TYPE).then(async ({ file }) =>
        textOf(file),
      );
      await expect(reading).rejects.toMatchObject({ code: "MalformedPOSTRequest" });
    }
  });

  it("fails as its source does", async () => {
    const failing = (text: string) =>
      Readable.from(
        (function* () {
          yield Buffer.from(text);
          throw new S3Error("IncompleteBody", "gone");
        })(),
      );
    await expect(parsePostForm(failing(field("key", "k")), TYPE)).rejects.toMatchObject({
      code: "IncompleteBody",
    });
    const { file } = await parsePostForm(
      failing(field("key", "k") + field("file", "content").slice(0, -4)),
      TYPE,
    );
    await expect(textOf(file)).rejects.toMatchObject({ code: "IncompleteBody" });
  });

  it("lets go of its source when the file is not wanted", async () => {
    const source = formOf(`${field("key", "k")}${field("file", "x".repeat(1_000_000))}--xyz--\r\n`, 1000);
    const { file } = await parsePostForm(source, TYPE);
    file.destroy();
    await expect.poll(() => source.destroyed).toBe(true);
  });

  it("is parsed or refused, whatever it holds", async () => {
    const pieces = fc.constantFrom(
      "--xyz",
      "\r\n",
      "--",
      "Content-Disposition: form-data",
      "Content-Disposition: x",
      '; filename="f"',
      "--xyz\r\nContent-Disposition: form-data\r\n\r\n",
      '; name="file"',
      '; name="key"',
      "\r\n\r\n",
      "x",
      "\n",
      ":",
      '"',
      "Content-Type: a/b",
      "\u0000",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 25 }),
        fc.integer({ min: 1, max: 20 }),
        async (parts, chunkBytes) => {
          try {
            const { file } = await parsePostForm(formOf(parts.join(""), chunkBytes), TYPE);
            await textOf(file);
          } catch (error) {
            expect(error).toBeInstanceOf(S3Error);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
