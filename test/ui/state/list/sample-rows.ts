import { RowStore, type ListedRow } from "../../../../src/ui/state/list/row-store.js";

export function objectRow(name: string, sizeBytes = 1, modifiedMs = 0): ListedRow {
  return { kind: "object", name, sizeBytes, modifiedMs, storageClass: "STANDARD" };
}

export function prefixRow(name: string): ListedRow {
  return { kind: "prefix", name, sizeBytes: undefined, modifiedMs: undefined, storageClass: undefined };
}

export function storeOf(...rows: readonly ListedRow[]): RowStore {
  const store = new RowStore();
  store.append(rows);
  return store;
}

/** `count` objects with names, sizes and times that all differ in their order. */
export function* manyRows(count: number): Generator<ListedRow> {
  for (let i = 0; i < count; i += 1) {
    const name = `part-${i.toString().padStart(8, "0")}.parquet`;
    yield objectRow(name, (i * 7919) % 1_000_003, 1_700_000_000_000 + ((i * 104_729) % 999_983) * 1000);
  }
}
