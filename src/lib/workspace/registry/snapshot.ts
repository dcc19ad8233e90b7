import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { registryChanged } from "./log-entry.js";
import type { PutEvent } from "./records.js";
import type { RegistryKeys } from "./registry-keys.js";

/** Everything after one entry of the log, so that a reader need not begin with the first. */
export interface Snapshot {
  readonly sequence: number;
  /** Of the entry of that number: what the next one names. */
  readonly hash: string;
  readonly events: Iterable<PutEvent>;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const LINES_A_TURN = 2000;
/** Against a small object that grows without end; ten million records stay below it. */
const MAX_BYTES = 4 * 1024 ** 3 - 1;

/**
 * A snapshot as it is stored: one line of authentication, then compressed lines, one a record. Others get their turns
 * meanwhile: a large one takes a second.
 */
export async function encodeSnapshot(snapshot: Snapshot, keys: RegistryKeys): Promise<Buffer> {
  const head = JSON.stringify({ format: FORMAT, sequence: snapshot.sequence, hash: snapshot.hash });
  const content = await compress(await joinLines(head, snapshot.events), { level: 3 });
  const { keyId, mac } = await keys.sign("snapshot", content);
  return Buffer.concat([Buffer.from(`${keyId} ${mac}\n`), content]);
}

async function joinLines(head: string, events: Iterable<PutEvent>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let lines = [head];
  for (const event of events) {
    lines.push(`\n${JSON.stringify(event)}`);
    if (lines.length < LINES_A_TURN) continue;
    pieces.push(Buffer.from(lines.join("")));
    lines = [];
    await setImmediate();
  }
  return Buffer.concat([...pieces, Buffer.from(lines.join(""))]);
}

/** @throws IntegrityError `RegistryChanged` when somebody else wrote or changed it */
export async function decodeSnapshot(
  stored: Buffer,
  sequence: number,
  keys: RegistryKeys,
): Promise<Snapshot> {
  const name = `Snapshot ${sequence.toString()}`;
  const end = stored.indexOf("\n");
  const [keyId = "", mac = ""] = stored.subarray(0, Math.max(end, 0)).toString("latin1").split(" ");
  const content = stored.subarray(end + 1);
  if (end === -1 || !(await keys.verify("snapshot", content, { keyId, mac })))
    throw registryChanged(`${name} was changed, or written with another key ring`);
  const lines = linesOf(await decompress(content, { maxOutputLength: MAX_BYTES }));
  const head = JSON.parse(lines.next().value ?? "{}") as Partial<Record<string, unknown>>;
  if (head["format"] !== FORMAT || head["sequence"] !== sequence || typeof head["hash"] !== "string")
    throw registryChanged(`${name} is not the one of that number`);
  return { sequence, hash: head["hash"], events: parseLines(lines) };
}

const FORMAT = "s3kit.registry.snapshot.v1";

function* linesOf(text: Buffer): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf("\n", start);
    yield text.toString("utf8", start, end === -1 ? text.length : end);
    start = end === -1 ? text.length : end + 1;
  }
}

function* parseLines(lines: Iterable<string>): Generator<PutEvent> {
  for (const line of lines) yield JSON.parse(line) as PutEvent;
}
