import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { UsageError } from "../lib/errors/s3kit-error.js";
import type { S3Uri } from "../lib/s3/uri.js";
import type { EditOutcome } from "../ui/state/files/edit-object.js";
import { toProblem } from "../ui/state/problem.js";
import type { ExplorerOutlets } from "./explorer-outlets.js";
import type { Client } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Larger objects are no texts that anybody edits by hand. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Have an object edited in the user's editor, and write it back unless somebody else did meanwhile. What could not be
 * written is kept in its file, which is named. Never rejects.
 */
export async function editObject(
  client: Promise<Client>,
  object: S3Uri,
  { edit }: Pick<ExplorerOutlets, "edit">,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  let kept: string | undefined;
  const tell = (outcome: EditOutcome): void => send({ type: "edited", object, outcome });
  try {
    const [{ headObject }, { readObject }, { replaceObject }] = await Promise.all([
      import("../lib/s3/head-object.js"),
      import("../lib/object/read-object.js"),
      import("../lib/object/replace-object.js"),
    ]);
    const connected = await client;
    const known = await headObject(connected, object, { signal });
    if (known.sizeBytes > MOST_BYTES) throw tooLarge();
    const pieces: Uint8Array[] = [];
    for await (const piece of readObject(connected, object, { etag: known.etag, signal })) pieces.push(piece);
    const before = Buffer.concat(pieces);
    const file = await temporaryFile(object.key, before);
    kept = file;
    await edit(file);
    const after = await readFile(file);
    if (!after.equals(before)) await replaceObject(connected, known, after, { signal });
    await rm(path.dirname(file), { recursive: true, force: true });
    tell(after.equals(before) ? { kind: "unchanged" } : { kind: "saved" });
  } catch (error) {
    tell({ kind: "failed", problem: toProblem(error), keptAt: kept });
  }
}

/** In a folder of its own, that nobody else can read; the name's end tells editors what it is. */
async function temporaryFile(key: string, content: Buffer): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-edit-"));
  const name = path.posix
    .basename(key)
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^\.+$/, "object");
  const file = path.join(folder, name === "" ? "object" : name.slice(-100));
  await writeFile(file, content, { mode: 0o600 });
  return file;
}

function tooLarge(): UsageError {
  return new UsageError("Objects above 32 MiB are not edited here", {
    code: "TooLarge",
    hints: ["Download it, edit it, and upload it again"],
  });
}
