import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { S3Error } from "../s3-error.js";

/** An HTML form that uploads a file: what stands before the file, and the file. */
export interface PostForm {
  /** By lower-case name, in the order sent. In `key` and the others `${filename}` is replaced already. */
  readonly fields: ReadonlyMap<string, string>;
  /** Without directories; "" when the browser sent none. */
  readonly fileName: string;
  /** Ends only after the form's closing boundary was seen, so that what is cut off never looks complete. */
  readonly file: Readable;
}

/** Source: S3 User Guide, "POST object restrictions": 20 KB before the file. */
export const MAX_FIELD_BYTES = 20 * 1024;

/**
 * Read a multipart/form-data body up to its file, which goes on as a stream; what follows the file is ignored, as S3
 * does. The reader owns `file`: destroying it ends the parsing and destroys `source`.
 *
 * Source: S3 API Reference, "POST Object"; RFC 7578.
 *
 * @throws S3Error MalformedPOSTRequest, MaxPostPreDataLengthExceeded, InvalidArgument without a file, and whatever
 * `source` fails with. `file` fails with the same ones.
 */
export async function parsePostForm(source: Readable, contentType: string): Promise<PostForm> {
  const parser = createParser(contentType);
  const fields = collectFields(parser);
  const found = findFile(parser);
  const parsed = pipeline(source, parser).catch((error: unknown) => {
    throw error instanceof S3Error ? error : malformedForm(error);
  });
  const file = await Promise.race([found, parsed]);
  if (file === undefined) {
    throw new S3Error("InvalidArgument", "POST requires exactly one file upload per request.");
  }
  parsed.then(
    () => file.content.formEnded(),
    (error: Error) => file.content.destroy(error),
  );
  return { fields: withFileName(fields, file.name), fileName: file.name, file: file.content };
}

function createParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      preservePath: false,
      // Browsers and scripts give other fields file names too; S3 goes by the field's name.
      isPartAFile: (name) => name?.toLowerCase() === "file",
      limits: { fieldSize: MAX_FIELD_BYTES, fields: 100, files: 1, headerPairs: 20, headerSize: 4096 },
    });
  } catch (cause) {
    throw malformedForm(cause);
  }
}

function collectFields(parser: BusboyInstance): Map<string, string> {
  const fields = new Map<string, string>();
  let sizeBytes = 0;
  let isFileSeen = false;
  parser.on("file", () => {
    isFileSeen = true;
  });
  parser.on("field", (name: string | undefined, value, _nameTruncated, isTruncated) => {
    if (isFileSeen || name === undefined) return;
    sizeBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (isTruncated || sizeBytes > MAX_FIELD_BYTES) parser.destroy(fieldsTooLong());
    else fields.set(name.toLowerCase(), value);
  });
  parser.on("fieldsLimit", () => {
    if (!isFileSeen) parser.destroy(fieldsTooLong());
  });
  return fields;
}

interface FormFile {
  readonly name: string;
  readonly content: FileContent;
}

/** Settles with the file; never settles when the form has none. */
async function findFile(parser: BusboyInstance): Promise<FormFile> {
  return new Promise((resolve) => {
    parser.on("file", (_field, stream, name: string | undefined) => {
      resolve({ name: name ?? "", content: new FileContent(stream, parser) });
    });
  });
}

/** A file that has ended only when its form has, and whose destruction ends the parsing. */
class FileContent extends Readable {
  readonly #part: Readable;
  readonly #parser: BusboyInstance;
  #isPartEnded = false;
  #isFormEnded = false;

  constructor(part: Readable, parser: BusboyInstance) {
    super();
    this.#part = part.pause();
    this.#parser = parser;
    part.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) part.pause();
    });
    part.on("end", () => {
      this.#isPartEnded = true;
      this.#endIfComplete();
    });
    part.on("error", (error) => this.destroy(malformedForm(error)));
    // Its reader comes after the policy was checked, and finds out then.
    this.on("error", () => undefined);
  }

  formEnded(): void {
    this.#isFormEnded = true;
    this.#endIfComplete();
  }

  override _read(): void {
    this.#part.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#parser.destroy();
    done(error);
  }

  #endIfComplete(): void {
    if (this.#isPartEnded && this.#isFormEnded) this.push(null);
  }
}

function withFileName(fields: Map<string, string>, fileName: string): ReadonlyMap<string, string> {
  return new Map([...fields].map(([name, value]) => [name, value.replaceAll("${filename}", () => fileName)]));
}

function malformedForm(cause: unknown): S3Error {
  const message = "The body of your POST request is not well-formed multipart/form-data.";
  return new S3Error("MalformedPOSTRequest", message, { cause });
}

function fieldsTooLong(): S3Error {
  const message = "Your POST request fields preceding the upload file were too large.";
  return new S3Error("MaxPostPreDataLengthExceeded", message);
}
