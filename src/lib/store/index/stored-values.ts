import type { Extent, ObjectAttributes, ObjectPart, StoredChecksum, UploadChecksum } from "../engine.js";

/** How values that have no column of their own are written in the index: JSON, or words, as small as they can be. */

/** Extents as a column holds them. */
export function encodeExtents(extents: readonly Extent[]): string {
  return JSON.stringify(extents.map(({ blobId, offset, sizeBytes }) => [blobId, offset, sizeBytes]));
}

/** Reverses {@link encodeExtents}. */
export function decodeExtents(text: string): readonly Extent[] {
  const rows = JSON.parse(text) as readonly (readonly [number, number, number])[];
  return rows.map(([blobId, offset, sizeBytes]) => ({ blobId, offset, sizeBytes }));
}

/** Parts as a column holds them; null for an object that was written at once. */
export function encodeParts(parts: readonly ObjectPart[] | undefined): string | null {
  if (parts === undefined) return null;
  return JSON.stringify(
    parts.map(({ partNumber, sizeBytes, checksum }) =>
      checksum === undefined ? [partNumber, sizeBytes] : [partNumber, sizeBytes, checksum],
    ),
  );
}

/** Reverses {@link encodeParts}. */
export function decodeParts(text: string | null): readonly ObjectPart[] | undefined {
  if (text === null) return undefined;
  const rows = JSON.parse(text) as readonly (readonly [number, number, string?])[];
  return rows.map(([partNumber, sizeBytes, checksum]) =>
    checksum === undefined ? { partNumber, sizeBytes } : { partNumber, sizeBytes, checksum },
  );
}

/** `ALGORITHM TYPE VALUE`. */
export function encodeChecksum(checksum: StoredChecksum | undefined): string | null {
  return checksum === undefined ? null : `${checksum.algorithm} ${checksum.type} ${checksum.value}`;
}

/** Reverses `encodeChecksum`. */
export function decodeChecksum(text: string | null): StoredChecksum | undefined {
  if (text === null) return undefined;
  const [algorithm, type, value] = text.split(" ");
  return { algorithm, type, value } as StoredChecksum;
}

/** `ALGORITHM TYPE`. */
export function encodeUploadChecksum(checksum: UploadChecksum | undefined): string | null {
  return checksum === undefined ? null : `${checksum.algorithm} ${checksum.type}`;
}

/** Reverses `encodeUploadChecksum`. */
export function decodeUploadChecksum(text: string | null): UploadChecksum | undefined {
  if (text === null) return undefined;
  const [algorithm, type] = text.split(" ");
  return { algorithm, type } as UploadChecksum;
}

/** Attributes as a column holds them: JSON, dates as ISO 8601. */
export function encodeAttributes(attributes: ObjectAttributes): string {
  return JSON.stringify(attributes);
}

/** Reverses {@link encodeAttributes}. */
export function decodeAttributes(text: string): ObjectAttributes {
  const stored = JSON.parse(text) as ObjectAttributes & {
    readonly retention?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly until: string };
  };
  const { retention } = stored;
  return retention ? { ...stored, retention: { ...retention, until: new Date(retention.until) } } : stored;
}

/** A key as text; its bytes are UTF-8 because a decoded key went in. */
export function decodeKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("utf8");
}
