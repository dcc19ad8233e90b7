import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { listEntryPages, type ListEntry, type ObjectEntry } from "../s3/list-entries.js";

/** A line of a tree: an object, or a prefix that what is below it follows. */
export interface TreeNode {
  readonly entry: ListEntry;
  /** The entry's own part of its key; prefixes end in `/`. */
  readonly name: string;
  /** For the entry and each prefix above it, outermost first: is it the last of its level? */
  readonly isLast: readonly boolean[];
}

export interface TreeRequest {
  readonly bucket: string;
  /** "" or a prefix that ends in `/`. */
  readonly prefix: string;
  /** Levels to show; prefixes of the last are shown closed. */
  readonly depth: number;
}

/**
 * Walk the keys below a prefix as a tree, depth first. Streams: the first nodes come after the first answer.
 *
 * A branch that fits one page is read in one request, larger ones level by level. Memory: two pages a level.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* walkTree(
  client: S3Client,
  request: TreeRequest,
  options: CallOptions = {},
): AsyncGenerator<TreeNode, void, void> {
  yield* walk({ client, bucket: request.bucket, options }, request.prefix, request.depth, [], undefined);
}

interface Walker {
  readonly client: S3Client;
  readonly bucket: string;
  readonly options: CallOptions;
}

async function* walk(
  walker: Walker,
  prefix: string,
  depth: number,
  above: readonly boolean[],
  known: readonly ObjectEntry[] | undefined,
): AsyncGenerator<TreeNode, void, void> {
  const keys = known ?? (depth > 1 ? await readSmallBranch(walker, prefix) : undefined);
  const level = keys === undefined ? listLevel(walker, prefix) : groupLevel(prefix, keys);
  for await (const { branch, last } of markLast(level)) {
    const isLast = [...above, last];
    const name = (branch.entry.kind === "object" ? branch.entry.key : branch.entry.prefix).slice(
      prefix.length,
    );
    yield { entry: branch.entry, name, isLast };
    if (branch.entry.kind === "prefix" && depth > 1) {
      yield* walk(walker, branch.entry.prefix, depth - 1, isLast, branch.keys);
    }
  }
}

interface Branch {
  readonly entry: ListEntry;
  /** Everything below a prefix, where it is known already. */
  readonly keys?: readonly ObjectEntry[];
}

/** All keys below a prefix if they fit one page, else undefined. */
async function readSmallBranch(
  { client, bucket, options }: Walker,
  prefix: string,
): Promise<readonly ObjectEntry[] | undefined> {
  const pages = listEntryPages(client, { bucket, prefix }, options);
  const first = await pages.next();
  if (first.done === true) return [];
  const second = await pages.next();
  await pages.return();
  return second.done === true ? first.value.filter(isObject) : undefined;
}

const isObject = (entry: ListEntry): entry is ObjectEntry => entry.kind === "object";

async function* listLevel(
  { client, bucket, options }: Walker,
  prefix: string,
): AsyncGenerator<Branch, void, void> {
  for await (const page of listEntryPages(client, { bucket, prefix, delimiter: "/" }, options)) {
    for (const entry of page) yield { entry };
  }
}

function* groupLevel(prefix: string, keys: readonly ObjectEntry[]): Generator<Branch, void, void> {
  for (let at = 0; at < keys.length;) {
    const entry = keys[at];
    if (entry === undefined) return;
    const slash = entry.key.indexOf("/", prefix.length);
    if (slash === -1) {
      yield { entry };
      at += 1;
      continue;
    }
    const child = entry.key.slice(0, slash + 1);
    const below = keys.findIndex(({ key }, index) => index > at && !key.startsWith(child));
    const end = below === -1 ? keys.length : below;
    yield { entry: { kind: "prefix", prefix: child }, keys: keys.slice(at, end) };
    at = end;
  }
}

async function* markLast(
  branches: AsyncIterable<Branch> | Iterable<Branch>,
): AsyncGenerator<{ readonly branch: Branch; readonly last: boolean }, void, void> {
  let waiting: Branch | undefined;
  for await (const branch of branches) {
    if (waiting !== undefined) yield { branch: waiting, last: false };
    waiting = branch;
  }
  if (waiting !== undefined) yield { branch: waiting, last: true };
}
