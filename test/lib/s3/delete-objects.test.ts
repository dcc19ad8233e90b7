import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createClient } from "../../../src/lib/s3/create-client.js";
import type { DeletedBatch } from "../../../src/lib/s3/delete-documents.js";
import { deleteObjects } from "../../../src/lib/s3/delete-objects.js";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Delete keys on a store that answers as told; returns what was deleted, what failed, and the requests made. */
async function deleteFrom(
  answer: (method: string, path: string, body: string) => Answer,
  keys: readonly string[],
): Promise<{ readonly deleted: string[]; readonly failed: string[]; readonly requests: string[] }> {
  const requests: string[] = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const { status, body: xml } = answer(request.method ?? "", request.url ?? "", body);
      response.writeHead(status, { "content-type": "application/xml" }).end(xml);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = await createClient({
    profile: undefined,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    region: "us-east-1",
    pathStyle: true,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    checksums: "when_required",
  });
  const objects = keys.map((key) => ({ key }));
  const batches: DeletedBatch[] = await Array.fromAsync(deleteObjects(client, { bucket: "b", objects }));
  const names = (items: readonly { readonly key: string }[]) => items.map(({ key }) => key).toSorted();
  return {
    deleted: names(batches.flatMap(({ deleted }) => deleted)),
    failed: names(batches.flatMap(({ failed }) => failed)),
    requests,
  };
}

const DONE = { status: 200, body: "<DeleteResult/>" };
const GONE = { status: 204, body: "" };

describe("deleting objects", () => {
  test("sends many in one request", async () => {
    const { deleted, requests } = await deleteFrom(() => DONE, ["a", "b", "c"]);
    expect({ deleted, requests }).toEqual({ deleted: ["a", "b", "c"], requests: ["POST /b?delete="] });
  });

  test("sends keys that XML cannot carry by themselves", async () => {
    const answer = (method: string) => (method === "POST" ? DONE : GONE);
    const { deleted, requests } = await deleteFrom(answer, ["a", "b", "c\u0001"]);
    expect(deleted).toEqual(["a", "b", "c\u0001"]);
    expect(requests).toEqual(["POST /b?delete=", "DELETE /b/c%01"]);
  });

  test("tells the keys that were refused from the others", async () => {
    const body = "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>";
    expect(await deleteFrom(() => ({ status: 200, body }), ["a", "b"])).toMatchObject({
      deleted: ["a"],
      failed: ["b"],
    });
  });

  test("takes an error for one, also under status 200", async () => {
    const body = '<?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>Sorry</Message></Error>';
    await expect(deleteFrom(() => ({ status: 200, body }), ["a", "b"])).rejects.toThrow("Sorry");
  });

  test.each([
    ["501", { status: 501, body: "<Error><Code>NotImplemented</Code></Error>" }],
    ["403", { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }],
    [
      "a refusal of each key",
      {
        status: 200,
        body: "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>",
      },
    ],
  ])("goes on one by one on a store that answers batches with %s", async (_, refusal) => {
    const answer = (method: string) => (method === "POST" ? refusal : GONE);
    expect(await deleteFrom(answer, ["a", "b"])).toMatchObject({ deleted: ["a", "b"], failed: [] });
  });
});
