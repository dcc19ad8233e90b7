import { UsageError } from "../lib/errors/s3kit-error.js";
import type { VersionEntry } from "../lib/s3/list-versions.js";
import { diffLines, type DiffLine } from "../ui/state/diff/diff-lines.js";
import type { VersionPair } from "../ui/state/diff/diff-screen.js";
import { guessEncoding } from "../ui/state/preview/text-encoding.js";
import { toProblem } from "../ui/state/problem.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Larger texts are not compared: both would have to be read whole. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Read two versions and tell what is different. Never rejects. */
export async function compareVersions(
  services: ExplorerServices,
  { requestId, pair }: { readonly requestId: number; readonly pair: VersionPair },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    const texts = [pair.older, pair.newer].map((version) => readText(services, pair.bucket, version, signal));
    const [older = "", newer = ""] = await Promise.all(texts);
    send({ type: "compared", requestId, lines: { state: "ready", value: compare(older, newer) } });
  } catch (error) {
    if (!signal.aborted)
      send({ type: "compared", requestId, lines: { state: "failed", problem: toProblem(error) } });
  }
}

function compare(older: string, newer: string): readonly DiffLine[] {
  const lines = diffLines(older, newer);
  if (lines === undefined) {
    throw new UsageError("These versions have too little in common to be compared line by line", {
      code: "TooDifferent",
      hints: ["Look at both: Enter on the versions"],
    });
  }
  return lines;
}

async function readText(
  services: ExplorerServices,
  bucket: string,
  { key, versionId, sizeBytes }: VersionEntry,
  signal: AbortSignal,
): Promise<string> {
  if (sizeBytes === 0) return "";
  if (sizeBytes > MOST_BYTES) {
    throw new UsageError("Only texts up to 2 MiB are compared here", {
      code: "TooLarge",
      hints: ["Download both versions and compare them there"],
    });
  }
  const input = { bucket, key, versionId, startByte: 0, lengthBytes: sizeBytes };
  const { bytes } = await services.readBytes(input, signal);
  const encoding = guessEncoding(bytes);
  if (encoding === undefined) {
    throw new UsageError("This is no text: its versions cannot be compared line by line", {
      code: "NotText",
      hints: ["The versions' sizes and ETags tell whether they differ"],
    });
  }
  return new TextDecoder(encoding).decode(bytes);
}
