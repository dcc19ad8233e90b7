import { openStoreEngine } from "../dist/lib/store/open-store-engine.js";

const KEYS = 1_000_000;
const AT_ONCE = 5_000;

/** Put a million empty objects straight into a store's folder, in the bucket `million`, 1,000 to a prefix. */
export async function fillMillionKeys(dir: string): Promise<void> {
  const engine = await openStoreEngine({ dir });
  engine.createBucket({ bucket: "million", region: "us-east-1", owner: "bench" });
  for (let number = 0; number < KEYS; number += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => engine.commit(emptyObject(number + index))),
    );
  }
  await engine.close();
}

function emptyObject(number: number) {
  const digits = number.toString().padStart(7, "0");
  return {
    bucket: "million",
    key: `part-${digits.slice(0, 4)}/object-${digits}.bin`,
    etag: "d41d8cd98f00b204e9800998ecf8427e",
    sizeBytes: 0,
    extents: [],
    attributes: { headers: {}, metadata: {}, tags: [], storageClass: "STANDARD" },
    owner: "bench",
  };
}
