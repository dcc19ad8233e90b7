import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operation } from "../../src/lib/wire/operation.js";
import { requestsOn, rightFor, sendAs, type Key, type MatrixRequest } from "./support/access-matrix.js";
import {
  shareRecord,
  startGatewayWorld,
  userKey,
  userRecord,
  workspaceRecord,
  type GatewayWorld,
} from "./support/gateway-world.js";
import { THROUGH_PROXY } from "./support/test-store.js";
import { useWorkbench } from "./support/workbench.js";

/** What each of them may do inside of the workspace `lab`, which is `alice/lab/`. */
const ROLES: Readonly<Record<string, readonly ("read" | "write")[]>> = {
  owner: ["read", "write"],
  reader: ["read"],
  writer: ["read", "write"],
  dropper: ["write"],
  stranger: [],
  expired: [],
  revoked: [],
  disabled: [],
};

const INSIDE = ["alice/lab/f", "alice/lab/sub/g", "alice/lab//h", "alice/lab/*", "alice/lab/é ?&+%2F"];
const BOUNDARY = [
  "alice/lab",
  "alice/laboratory/f",
  "alice/lab\\f",
  "alice/lab%2Ff",
  "alice/lab*",
  "alice/lab/../own/f",
  "alice/lab/./f",
  "alice/Lab/f",
  "/alice/lab/f",
  "alice//lab/f",
];
const OUTSIDE = ["alice/own/f", "bob/f", "f", ".s3kit/registry/log/000000000001.json"];

const bench = useWorkbench();
let world: GatewayWorld;

beforeAll(async () => {
  if (THROUGH_PROXY) return;
  world = await startGatewayWorld(bench, (data) => [
    ...Object.keys(ROLES).map((name) => userRecord(name, name !== "disabled")),
    workspaceRecord("lab", "owner", data, "alice/lab/"),
    shareRecord("lab", "reader"),
    shareRecord("lab", "writer", { permission: "READWRITE" }),
    shareRecord("lab", "dropper", { permission: "WRITE" }),
    shareRecord("lab", "disabled", { permission: "READWRITE" }),
    shareRecord("lab", "revoked", { permission: "READWRITE" }),
    shareRecord("lab", "expired", { permission: "READWRITE", expiresAt: "2026-01-02T00:00:00.000Z" }),
  ]);
  await world.commit({ remove: "share", id: "s-lab-revoked" });
});

afterAll(async () => world?.close());

/** Keys and ETags of all that lies outside of the workspace. */
async function outsideNow(): Promise<readonly string[]> {
  const { Contents = [] } = await bench.client.send(new ListObjectsV2Command({ Bucket: world.data }));
  return Contents.filter(({ Key }) => Key?.startsWith("alice/lab/") !== true).map(
    ({ Key = "", ETag = "" }) => `${Key} ${ETag}`,
  );
}

/** Whether a role may do something to keys inside (or outside) of the workspace. */
function isAllowed(role: string, operation: Operation, isInside: boolean): boolean {
  const rights = ROLES[role] ?? [];
  switch (rightFor(operation)) {
    case "nothing":
      return role !== "disabled";
    case "any grant":
      return rights.length > 0;
    case "list":
    case "read":
      return isInside && rights.includes("read");
    case "write":
      return isInside && rights.includes("write");
    case "read or write":
      return isInside && rights.length > 0;
    case "administrator":
      return false;
  }
}

async function wrongOutcomes(
  role: string,
  requests: readonly { readonly request: MatrixRequest; readonly isExpected: boolean }[],
): Promise<readonly string[]> {
  const signer: Key = role === "administrator" ? world.gateway : userKey(role);
  const wrong: string[] = [];
  const queue = [...requests];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { request, isExpected } = next;
      const { status, isRefused, text } = await sendAs(world.gateway.endpoint, signer, request);
      if (isRefused === isExpected || status === 500)
        wrong.push(
          `${role} ${request.operation} ${request.method} ${request.target}: ${status} ${text.slice(0, 300)}`,
        );
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return wrong;
}

/** The gateway is a proxy itself. */
describe.skipIf(THROUGH_PROXY)("every operation of S3 through a gateway", () => {
  const roles = Object.keys(ROLES);

  test.each(roles)("does for the %s what the grants say, and nothing outside changes", async (role) => {
    const outside = [...BOUNDARY, ...OUTSIDE].filter(
      (key) => !key.startsWith(".s3kit") && !/\.\.?\//.test(key),
    );
    const objects = Object.fromEntries([...INSIDE, ...outside].map((key) => [key, `content of ${key}`]));
    await bench.put(world.data, objects);
    const before = await outsideNow();
    const source = `/${world.data}/alice/lab/source`;
    const places = [
      ...INSIDE.map((key) => [key, true] as const),
      ...[...BOUNDARY, ...OUTSIDE].map((key) => [key, false] as const),
    ];
    const requests = places.flatMap(([key, isInside]) =>
      requestsOn(world.data, key, source, userKey(role)).map((request) => {
        const isCopy = request.operation === "CopyObject" || request.operation === "UploadPartCopy";
        const mayRead = !isCopy || (ROLES[role] ?? []).includes("read");
        return { request, isExpected: mayRead && isAllowed(role, request.operation, isInside) };
      }),
    );
    expect(await wrongOutcomes(role, requests)).toEqual([]);
    expect(await outsideNow()).toEqual(before);
  });

  test.each(roles)("reads for the %s no source of a copy that the grants do not give", async (role) => {
    const rights = ROLES[role] ?? [];
    const sources = [...INSIDE, ...BOUNDARY, ...OUTSIDE].flatMap((key) => {
      const encoded = key.split("/").map(encodeURIComponent).join("/");
      return [`/${world.data}/${encoded}`, `${world.data}/${encodeURIComponent(key)}`];
    });
    const inside = new Set(
      INSIDE.flatMap((key) => [encodeURIComponent(key), key.split("/").map(encodeURIComponent).join("/")]),
    );
    const requests = sources.flatMap((source) => {
      const isInside = inside.has(source.replace(/^\/?[^/]+\//, ""));
      return requestsOn(world.data, "alice/lab/copied", source, userKey(role))
        .filter(({ operation }) => operation === "CopyObject" || operation === "UploadPartCopy")
        .map((request) => ({
          request,
          isExpected: isInside && rights.includes("read") && rights.includes("write"),
        }));
    });
    expect(await wrongOutcomes(role, requests)).toEqual([]);
  });

  test("does everything for an administrator, but nothing to s3kit's own objects", async () => {
    const source = `/${world.data}/alice/lab/source`;
    const harmless = ({ operation }: MatrixRequest) => !/^(Create|Delete)Bucket$/.test(operation);
    const on = (key: string, from = source) =>
      requestsOn(world.data, key, from, world.gateway).filter(harmless);
    const named = (request: MatrixRequest) =>
      /^(Get|Head|List|Put|Post|Copy|Delete|Complete|Abort|Upload|Create|Unknown)/.test(request.operation) &&
      (request.target.includes("s3kit") ||
        request.operation === "DeleteObjects" ||
        request.operation === "PostObject");
    const requests = [
      ...on("somewhere/f").map((request) => ({ request, isExpected: true })),
      ...on(".s3kit/x")
        .filter(named)
        .map((request) => ({ request, isExpected: false })),
      ...on("somewhere/f", `/${world.control}/.s3kit/registry/log/000000000001.json`)
        .filter(({ operation }) => operation === "CopyObject" || operation === "UploadPartCopy")
        .map((request) => ({ request, isExpected: false })),
    ];
    expect(await wrongOutcomes("administrator", requests)).toEqual([]);
  });
});
