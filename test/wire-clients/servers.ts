import { execa } from "execa";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptionStage } from "../../src/lib/proxy/encryption/encryption-stage.js";
import type { Stage } from "../../src/lib/wire/exchange.js";
import { ringOf } from "../lib/proxy/encryption/encrypting-proxy.js";
import { proxyBefore } from "../lib/proxy/running-proxy.js";
import { KEY, runningStore } from "../lib/store/running-store.js";

/** What clients speak to: a store, or one behind a proxy. */
export interface Served extends AsyncDisposable {
  readonly endpoint: string;
  /** Certificate that clients must be told to trust. */
  readonly caFile: string | undefined;
}

type Serve = () => Promise<Served>;

/** By what it is, for the titles of tests. All take the same key pair; callers without one are the store's to judge. */
export const SERVERS: readonly (readonly [name: string, serve: Serve])[] = [
  ["the store", serveStore],
  ["the proxy", () => serveProxy()],
  ["the proxy over https", serveProxyWithTls],
  ["the encrypting proxy", () => serveProxy(undefined, [encrypting])],
];

async function serveStore(): Promise<Served> {
  const store = await runningStore();
  return {
    endpoint: store.endpoint,
    caFile: undefined,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const encrypting = encryptionStage({
  ring: ringOf(),
  settings: { mode: "required" },
  report: (_request, error) => {
    throw error;
  },
});

async function serveProxy(
  tls?: { readonly cert: string; readonly key: string },
  inner: readonly Stage[] = [],
): Promise<Served> {
  const store = await runningStore();
  const proxy = await proxyBefore(store.endpoint, {
    keys: [KEY],
    anonymous: "public",
    tls,
    innerStages: async () => Promise.resolve(inner),
  });
  return {
    endpoint: proxy.endpoint,
    caFile: undefined,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

async function serveProxyWithTls(): Promise<Served> {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-tls-"));
  const [keyFile, caFile] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const names = "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:*.localhost";
  const subject = ["-subj", "/CN=localhost", "-addext", names, "-days", "2"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await execa("openssl", ["req", "-x509", ...kind, "-keyout", keyFile, "-out", caFile, ...subject]);
  const [cert, key] = await Promise.all([readFile(caFile, "utf8"), readFile(keyFile, "utf8")]);
  const served = await serveProxy({ cert, key });
  return {
    endpoint: served.endpoint,
    caFile,
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}
