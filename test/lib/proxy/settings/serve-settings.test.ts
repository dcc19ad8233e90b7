import { describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/lib/errors/s3kit-error.js";
import { serveSettings, type ServeFlags } from "../../../../src/lib/proxy/settings/serve-settings.js";

const NONE: ServeFlags = { keys: [], anonymous: false, public: false, hooks: [], hostSuffixes: [] };
const KEY = { accessKeyId: "A", secretAccessKey: "s" };

describe("how the proxy serves", () => {
  it("without a word said: alone, on loopback, with the kept keys, logging to stderr", () => {
    expect(serveSettings(NONE, {})).toEqual({
      host: "127.0.0.1",
      port: 8080,
      upstream: undefined,
      embedded: undefined,
      keys: [],
      anonymous: "refused",
      hostSuffixes: [],
      tlsFiles: undefined,
      accessLog: "-",
      workers: 1,
      drainDelayMs: 0,
      shutdownMs: 60_000,
      hooks: { folders: [] },
    });
  });

  it.each([
    ["a port", { port: 0 }, { port: 1 }, { port: 0 }],
    ["keys", { keys: [KEY] }, { keys: [{ ...KEY, accessKeyId: "B" }] }, { keys: [KEY] }],
    ["who needs no key", { public: true }, { anonymous: "everything" }, { anonymous: "public" }],
    ["a log", { accessLog: "none" }, { accessLog: "/a" }, { accessLog: "none" }],
    ["a time", { drainDelaySeconds: 0 }, { drainDelaySeconds: 5 }, { drainDelayMs: 0 }],
    ["a store", { upstream: "u" }, { embedded: "/e" }, { upstream: "u", embedded: undefined }],
    ["an embedded store", { embedded: "/e" }, { upstream: "u" }, { upstream: undefined, embedded: "/e" }],
    [
      "a gateway's registry",
      { control: "s3://a", ring: "r" },
      { gateway: { control: "s3://b", url: "https://g" } },
      { gateway: { control: "s3://a", ring: "r", url: "https://g" } },
    ],
    [
      "a gateway's address",
      { gateway: true, control: "s3://a", "gateway-url": "https://f" },
      { encryption: { mode: "off", ring: "e" } },
      { gateway: { control: "s3://a", ring: "e", url: "https://f" } },
    ],
    [
      "a certificate",
      { tlsCert: "c", tlsKey: "k" },
      { tls: { cert: "C", key: "K" } },
      { tlsFiles: { cert: "c", key: "k" } },
    ],
  ] as const)("takes %s from the command line rather than from the file", (_, flags, config, settings) => {
    expect(serveSettings({ ...NONE, ...flags }, config)).toMatchObject(settings);
  });

  it("takes what the command line does not say from the file, and hooks from both", () => {
    const config = { workers: 3, tls: { cert: "C", key: "K" }, hooks: { folders: ["/f"], mime: {} } };
    expect(serveSettings({ ...NONE, hooks: ["g"] }, config)).toMatchObject({
      workers: 3,
      tlsFiles: config.tls,
      hooks: { folders: ["/f", "g"], mime: {} },
    });
  });

  it.each([
    ["two stores in the file", NONE, { upstream: "u", embedded: "/e" }],
    ["a certificate without its key", { ...NONE, tlsCert: "c" }, {}],
  ])("refuses %s", (_, flags, config) => {
    expect(() => serveSettings(flags, config)).toThrow(UsageError);
  });
});
