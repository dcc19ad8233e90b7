import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { S3Client } from "@aws-sdk/client-s3";
import { S3kitError, UsageError } from "../errors/s3kit-error.js";
import { headObject } from "../s3/head-object.js";
import { translateError } from "../s3/translate-error.js";
import { signFileForm, type AnnouncedFile, type UploadLimits } from "./upload-forms.js";
import { assertSizes } from "./presign-form.js";
import { assertExpiry, signingContext } from "./signing-context.js";
import { uploadPage, type UploadPage } from "./upload-page/upload-page.js";

export interface UploadServerOptions extends UploadLimits {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told of each file that is in the store, as the store describes it. */
  readonly onUploaded: (file: UploadedFile) => void;
}

export interface UploadedFile {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
  readonly etag: string | undefined;
}

export interface UploadServer {
  /** Scheme, host and port: the page's origin, which the bucket's CORS rules must allow. */
  readonly endpoint: string;
  /** The page. Who has this address may upload. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a page may say about a file is far smaller. */
const MOST_REQUEST_BYTES = 16 * 1024;
/** Forms that were asked for and not reported as used: the oldest are forgotten. */
const MOST_PENDING = 10_000;

/**
 * Serve a page that uploads files straight to the store: the server signs a form for each file and sees no bytes of it.
 * Everything is below a random path, so that no other page in the same browser can ask for forms.
 *
 * @throws AccessDeniedError when the client does not sign; UsageError when no form can have these limits; the errors of
 * `listen`.
 */
export async function startUploadServer(
  client: S3Client,
  options: UploadServerOptions,
): Promise<UploadServer> {
  assertExpiry(options.expiresInSeconds);
  assertSizes({ minBytes: 0, maxBytes: options.maxBytes });
  const { origin } = await signingContext(client, options.bucket);
  const site: Site = {
    client,
    options,
    token: randomBytes(24).toString("base64url"),
    page: uploadPage({ ...options, storeOrigin: origin }),
    pending: new Map(),
  };
  const server = createServer((request, response) => {
    answer(site, request, response).catch((error: unknown) => fail(response, error));
  });
  const endpoint = await listen(server, options);
  return { endpoint, url: `${endpoint}/${site.token}/`, close: () => close(server) };
}

interface Site {
  readonly client: S3Client;
  readonly options: UploadServerOptions;
  readonly token: string;
  readonly page: UploadPage;
  /** Names of files by the key that was signed for them. */
  readonly pending: Map<string, string>;
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, token = "", action = "", ...more] = (request.url ?? "/").split("/");
  if (!sameText(token, site.token) || more.length > 0) return send(response, 404, { message: "Not found" });
  if (action === "" && (request.method === "GET" || request.method === "HEAD")) {
    response.writeHead(200, site.page.headers).end(request.method === "HEAD" ? "" : site.page.html);
    return undefined;
  }
  if (request.method !== "POST") return send(response, 404, { message: "Not found" });
  if (action === "form") return send(response, 200, await makeForm(site, await readJson(request)));
  if (action === "done") return send(response, 200, await confirmUpload(site, await readJson(request)));
  return send(response, 404, { message: "Not found" });
}

async function makeForm(site: Site, body: Record<string, unknown>) {
  const { name, type, sizeBytes } = body;
  if (typeof name !== "string" || typeof type !== "string" || typeof sizeBytes !== "number")
    throw new UsageError("name, type and sizeBytes are needed");
  const file: AnnouncedFile = { name, type, sizeBytes };
  const form = await signFileForm(site.client, site.options, file);
  if (site.pending.size >= MOST_PENDING)
    for (const oldest of site.pending.keys().take(1)) site.pending.delete(oldest);
  site.pending.set(form.key, name);
  return form;
}

/** The page says that a file is stored; the store is asked whether that is so. */
async function confirmUpload(site: Site, { key }: Record<string, unknown>): Promise<UploadedFile> {
  const name = typeof key === "string" ? site.pending.get(key) : undefined;
  if (typeof key !== "string" || name === undefined) throw new UsageError("No form was made for that key");
  const details = await headObject(site.client, { bucket: site.options.bucket, key });
  site.pending.delete(key);
  const { sizeBytes, contentType, etag } = details;
  const uploaded = { key, name, sizeBytes, contentType, etag };
  site.options.onUploaded(uploaded);
  return uploaded;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  // A form of another page can send no such type without asking first, and this server allows no other origin.
  if (request.headers["content-type"] !== "application/json") throw new UsageError("JSON is needed");
  const length = Number(request.headers["content-length"]);
  if (!(length <= MOST_REQUEST_BYTES)) throw new UsageError("The request is too large");
  const value: unknown = await json(request);
  if (typeof value !== "object" || value === null) throw new UsageError("An object is needed");
  return value as Record<string, unknown>;
}

function send(response: ServerResponse, status: number, document: object): undefined {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  response.writeHead(status, headers).end(JSON.stringify(document));
  return undefined;
}

/** The page shows the words; what went wrong inside stays inside. */
function fail(response: ServerResponse, error: unknown): void {
  const known = error instanceof SyntaxError ? new UsageError("That is not JSON") : translateError(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!(known instanceof S3kitError)) send(response, 500, { message: "The server failed" });
  else send(response, known instanceof UsageError ? 400 : 502, { code: known.code, message: known.message });
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function listen(server: Server, { host, port }: UploadServerOptions): Promise<string> {
  server.listen(port, host);
  await once(server, "listening");
  const { port: given } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${given.toString()}`;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeIdleConnections();
  if (server.listening) await once(server, "close");
}
