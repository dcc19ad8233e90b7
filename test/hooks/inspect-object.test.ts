import { describe, expect, it } from "vitest";
import type { ExplorerServices } from "../../src/hooks/explorer-services.js";
import { inspectObject } from "../../src/hooks/inspect-object.js";
import { NotFoundError, UnsupportedByStoreError } from "../../src/lib/errors/s3kit-error.js";
import type { VersionEntry } from "../../src/lib/s3/list-versions.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";

const OBJECT = { id: 3, bucket: "b", key: "a.txt", versionId: undefined };

function version(key: string, isDeleteMarker = false): VersionEntry {
  const lastModified = new Date(0);
  const rest = { versionId: "1", isLatest: true, sizeBytes: 1, lastModified, etag: "", storageClass: "" };
  return { kind: "version", key, isDeleteMarker, ...rest };
}

async function inspect(given: Partial<ExplorerServices>, abort = new AbortController()) {
  const services = {
    describeObject: async () => ({ sizeBytes: 10_000 }),
    getAcl: async () => ({ owner: { id: "1" }, grants: [] }),
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
  it("lists the versions of this key, not of those that begin alike", async () => {
    const { versions } = await inspect({});
    expect(versions).toEqual({
      state: "ready",
      value: { entries: [version("a.txt"), version("a.txt", true)], more: false },
    });
  });

  it("lists no more versions than anybody looks at, and says that there are more", async () => {
    let pages = 0;
    const listVersionPages = async function* () {
      for (;;) {
        pages += 1;
        yield Array.from({ length: 1000 }, () => version("a.txt"));
      }
    };
    const { versions } = await inspect({ listVersionPages });
    expect(versions).toMatchObject({ value: { entries: { length: 5000 }, more: true } });
    expect(pages).toBe(6);
  });

  it("lets one part fail and the others be shown", async () => {
    // oxlint-disable-next-line require-yield -- the store refuses before it lists anything
    const listVersionPages = async function* (): AsyncGenerator<never> {
      throw new UnsupportedByStoreError("No versions here");
    };
    const { head, versions, acl } = await inspect({ listVersionPages });
    expect(versions).toMatchObject({ state: "failed", problem: { message: "No versions here" } });
    expect([head, acl]).toMatchObject([{ state: "ready" }, { state: "ready" }]);
  });

  it("tells of a missing object where its facts would be", async () => {
    const describeObject = () => Promise.reject(new NotFoundError("Gone"));
    expect((await inspect({ describeObject }))["head"]).toMatchObject({ problem: { message: "Gone" } });
  });

  it("tells nothing once it is called off", async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await inspect({}, abort)).toEqual({});
  });
});
