/** A file on this machine. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** An object as a listing or HEAD shows it. */
export interface RemoteObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Without quotes. */
  readonly etag: string;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** One thing to do. `name` is what it is called to the user: the source's path or URI. */
export type TransferItem =
  | { readonly kind: "upload"; readonly source: LocalFile; readonly target: ObjectPlace }
  | { readonly kind: "download"; readonly source: RemoteObject; readonly targetPath: string }
  /** Within one store, by the store itself. */
  | { readonly kind: "copy"; readonly source: RemoteObject; readonly target: ObjectPlace }
  /** Between stores, through this machine. */
  | { readonly kind: "relay"; readonly source: RemoteObject; readonly target: ObjectPlace };

/** Something that was looked at and will not be transferred. */
export type Refusal = {
  readonly kind: "refusal";
  /** Path or URI of what is left out. */
  readonly name: string;
  readonly sizeBytes: number;
  /** `skipped` is as it should be and only mentioned; `failed` makes the command end with exit status 3. */
  readonly severity: "skipped" | "failed";
  readonly code: string;
  readonly reason: string;
};

export type Planned = TransferItem | Refusal;

/** What an item takes its bytes from, as the user would write it. */
export function sourceName(item: Planned): string {
  switch (item.kind) {
    case "upload":
      return item.source.path;
    case "refusal":
      return item.name;
    case "download":
    case "copy":
    case "relay":
      return `s3://${item.source.bucket}/${item.source.key}`;
  }
}

/** Where an item puts its bytes, as the user would write it; undefined for refusals. */
export function targetName(item: Planned): string | undefined {
  switch (item.kind) {
    case "download":
      return item.targetPath;
    case "refusal":
      return undefined;
    case "upload":
    case "copy":
    case "relay":
      return `s3://${item.target.bucket}/${item.target.key}`;
  }
}

/** Bytes an item moves. */
export function itemBytes(item: Planned): number {
  return item.kind === "refusal" ? item.sizeBytes : item.source.sizeBytes;
}
