import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConnectionSettings } from "../../../src/lib/config/connection-settings.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import { listEntryPages } from "../../../src/lib/s3/list-entries.js";
import { translateError } from "../../../src/lib/s3/translate-error.js";

let folder = "";
let server: ReturnType<typeof createServer>;
let settings: ConnectionSettings;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3kit-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=store", "-addext", "subjectAltName=IP:127.0.0.1"];
  const request = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-keyout",
    key,
    "-out",
    cert,
  ];
  await promisify(execFile)("openssl", [...request, ...subject]);
  server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (request, response) => {
    const isList = request.url?.includes("list-type") === true;
    response.end(
      isList
        ? "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
        : "<ListAllMyBucketsResult><Owner><ID>me</ID></Owner><Buckets/></ListAllMyBucketsResult>",
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  settings = {
    profile: undefined,
    endpoint: `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    region: "us-east-1",
    pathStyle: true,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    checksums: "when_required",
    maxAttempts: 1,
  };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test("an authority of the user's is trusted, in the SDK's requests and in our own", async () => {
  const client = await createClient({ ...settings, caFile: join(folder, "cert.pem") });
  expect(await client.send(new ListBucketsCommand({}))).toMatchObject({ Buckets: [] });
  expect(await Array.fromAsync(listEntryPages(client, { bucket: "b", prefix: "" }))).toEqual([]);
  client.destroy();
});

test("without it, the error names the store and the variable to set", async () => {
  const client = await createClient(settings);
  const expected = {
    exitCode: 8,
    message: expect.stringContaining(`The certificate of ${settings.endpoint ?? ""} is not trusted`),
    hints: expect.arrayContaining([expect.stringContaining("AWS_CA_BUNDLE")]),
  };
  const failure = await client
    .send(new ListBucketsCommand({}))
    .catch((error: unknown) => translateError(error));
  expect(failure).toMatchObject(expected);
  await expect(Array.fromAsync(listEntryPages(client, { bucket: "b", prefix: "" }))).rejects.toMatchObject(
    expected,
  );
  client.destroy();
});
