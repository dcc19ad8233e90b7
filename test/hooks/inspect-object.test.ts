import { describe, expect, it } from "vitest";
import type { ExplorerServices } from "../../src/hooks/explorer-services.js";
import { inspectObject } from "../../src/hooks/inspect-object.js";
import { NotFoundError, UnsupportedByStoreError } from "../../src/lib/errors/s3kit-error.js";
import type { VersionEntry } from "../../src/lib/s3/list-versions.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";
import { PREVIEW_BYTES } from "../../src/ui/state/details/preview-text.js";

const OBJECT = { id: 3, bucket: "b", key: "a.txt" };

function version(key: string, isDeleteMarker = false): VersionEntry {
  const lastModified = new Date(0);
  const rest = { versionId: "1", isLatest: true, sizeBytes: 1, lastModified, etag: "", storageClass: "" };
  return { kind: "version", key, isDeleteMarker, ...rest };
}

async function inspect(given: Partial<ExplorerServices>, abort = new AbortController()) {
  const services = {
    describeObject: async () => ({ sizeBytes: 10_000 }),
    readStart: async (_: unknown, sizeBytes: number) => Buffer.alloc(sizeBytes),
    async *listVersionPages() {
      yield [version("a.txt"), version("a.txt", true), version("a.txt.bak")];
    },
    ...given,
  } as unknown as ExplorerServices;
  const parts: Record<string, unknown> = {};
  await inspectObject(services, OBJECT, abort.signal, (event: ExplorerEvent) => {
    if (event.type === "part") parts[event.part] = event.loaded;
  });
  return parts;
}

describe("inspectObject", () => {
  it("reads the start of an object and no more", async () => {
    const { preview } = await inspect({});
    expect(preview).toEqual({ state: "ready", value: Buffer.alloc(PREVIEW_BYTES) });
  });

  it("asks for no bytes of an empty object: there is no such range", async () => {
    const describeObject = async () => ({ sizeBytes: 0 }) as never;
    const readStart = () => Promise.reject(new Error("416"));
    const { preview } = await inspect({ describeObject, readStart });
    expect(preview).toEqual({ state: "ready", value: new Uint8Array() });
  });

  it("counts the versions of this key, not of those that begin alike", async () => {
    const { versions } = await inspect({});
    expect(versions).toEqual({ state: "ready", value: { versions: 1, deleteMarkers: 1, more: false } });
  });

  it("says that there are more versions than a page of them", async () => {
    const listVersionPages = async function* () {
      yield Array.from({ length: 1000 }, () => version("a.txt"));
    };
    const { versions } = await inspect({ listVersionPages });
    expect(versions).toMatchObject({ value: { versions: 1000, more: true } });
  });

  it("lets one part fail and the others be shown", async () => {
    // oxlint-disable-next-line require-yield -- the store refuses before it lists anything
    const listVersionPages = async function* (): AsyncGenerator<never> {
      throw new UnsupportedByStoreError("No versions here");
    };
    const { head, versions, preview } = await inspect({ listVersionPages });
    expect(versions).toMatchObject({ state: "failed", problem: { message: "No versions here" } });
    expect([head, preview]).toMatchObject([{ state: "ready" }, { state: "ready" }]);
  });

  it("shows the one failure of a missing object for its bytes too", async () => {
    const describeObject = () => Promise.reject(new NotFoundError("Gone"));
    const { head, preview } = await inspect({ describeObject });
    expect([head, preview]).toMatchObject([
      { problem: { message: "Gone" } },
      { problem: { message: "Gone" } },
    ]);
  });

  it("tells nothing once it is called off", async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await inspect({}, abort)).toEqual({});
  });
});
