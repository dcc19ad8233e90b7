import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../src/lib/errors/s3kit-error.js";
import { isWorkspaceUri, resolveWorkspaceUri } from "../../../src/lib/cli/workspace-uris.js";
import type { WorkspaceDocument } from "../../../src/lib/workspace/administration-answers.js";

const PREFIXES: Readonly<Record<string, string>> = { lab: "alice/lab/", whole: "", odd: "a*/" };

async function show({ name }: { readonly name: string }): Promise<WorkspaceDocument> {
  const prefix = PREFIXES[name];
  if (prefix === undefined) throw new NotFoundError(`There is no workspace ${name}`);
  const uri = `s3://data/${prefix}`;
  return Promise.resolve({
    name,
    owner: "alice",
    bucket: "data",
    prefix,
    uri,
    isPublic: false,
    quotaBytes: null,
    createdAt: "2026-01-01T00:00:00Z",
    permission: "READ",
    parts: [],
  });
}

describe("a place in a workspace", () => {
  it.each([
    ["workspace:lab", "s3://data/alice/lab/"],
    ["workspace:lab/", "s3://data/alice/lab/"],
    ["workspace:lab/a/b.txt", "s3://data/alice/lab/a/b.txt"],
    ["workspace:lab/*.jpg", "s3://data/alice/lab/*.jpg"],
    ["workspace:lab//x", "s3://data/alice/lab//x"],
    ["workspace:lab/..x/y..", "s3://data/alice/lab/..x/y.."],
    ["workspace:whole/x", "s3://data/x"],
  ])("%s is %s", async (word, uri) => {
    expect(await resolveWorkspaceUri(word, show)).toBe(uri);
  });

  it.each(["workspace:", "workspace:/x", "workspace:lab/../x", "workspace:lab/a/..", "workspace:odd/x"])(
    "%s is refused",
    async (word) => {
      await expect(resolveWorkspaceUri(word, show)).rejects.toMatchObject({ exitCode: 2 });
    },
  );

  it("of a workspace that is not there is not found", async () => {
    await expect(resolveWorkspaceUri("workspace:nope/x", show)).rejects.toMatchObject({ exitCode: 4 });
  });

  it("is told from paths and URIs", () => {
    expect(["workspace:x", "./workspace:x", "s3://workspace:x", undefined, 3].map(isWorkspaceUri)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
