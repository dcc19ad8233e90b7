import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ConfigurationError, UsageError } from "../../../../src/lib/errors/s3kit-error.js";
import { builtInHooks } from "../../../../src/lib/proxy/settings/built-in-hooks.js";
import { PROXY_CONFIG_SCHEMA } from "../../../../src/lib/proxy/settings/config-schema.js";
import {
  exposesSecrets,
  readProxyConfig,
  type ProxyConfig,
} from "../../../../src/lib/proxy/settings/proxy-config.js";

const FULL = {
  $schema: "./proxy-config.schema.json",
  host: "0.0.0.0",
  port: 0,
  upstream: "production",
  keys: [{ accessKeyId: "A", secretAccessKey: "s", buckets: ["team-*"], readOnly: true }],
  gateway: { control: "s3://registry", ring: "ring.json", url: "https://s3.example.org" },
  tls: { cert: "cert.pem", key: "/etc/key.pem" },
  accessLog: "logs/access.log",
  workers: 2,
  drainDelaySeconds: 0.5,
  hooks: {
    folders: ["hooks"],
    multipart: "refuse",
    clamav: { socket: "/run/clamav/clamd.ctl", onError: "pass" },
    mime: { allow: ["image/*"], only: { buckets: ["photos"] } },
    limits: [
      { name: "small", maxBytes: 10 },
      { name: "named", keyPattern: "[a-z]+" },
    ],
    webhook: { url: "https://example.org/hook", secret: "sixteen letters!", deadLetters: "dead" },
    exec: { command: ["/usr/bin/true"], event: "postRetrieve" },
  },
};

describe("the proxy's configuration", () => {
  it("is read with its paths made absolute", async () => {
    const { file, folder } = await write(JSON.stringify(FULL));
    const config = await readProxyConfig(file);
    expect(config).toMatchObject({
      ...FULL,
      gateway: { ...FULL.gateway, ring: join(folder, "ring.json") },
      tls: { cert: join(folder, "cert.pem"), key: "/etc/key.pem" },
      accessLog: join(folder, "logs/access.log"),
      hooks: {
        ...FULL.hooks,
        folders: [join(folder, "hooks")],
        webhook: [{ deadLetters: join(folder, "dead") }],
      },
    });
    expect(await readProxyConfig((await write('{ "accessLog": "-" }')).file)).toEqual({ accessLog: "-" });
  });

  it("makes the built-in hooks that it names", async () => {
    const config = await readProxyConfig((await write(JSON.stringify(FULL))).file);
    const hooks = builtInHooks(config.hooks ?? {});
    expect(hooks.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "preRequest small",
      "preUploadBeforeCheck small",
      "preRequest named",
      "preUploadBeforeCheck mime",
      "preUploadBeforeCheck clamav",
      "postRetrieve exec",
      "postUpload webhook",
    ]);
    expect(hooks.find(({ name }) => name === "clamav")).toMatchObject({
      onError: "pass",
      source: "built-in",
    });
  });

  it.each([
    ['{\n  "prot": 8080\n}', "2:11: prot: there is no such setting"],
    ['{ "port": "8080" }', "1:11: port: must be integer"],
    ['{ "port": 70000 }', "1:11: port: must be <= 65535"],
    ['{ "anonymous": "yes" }', "1:16: anonymous: must be one of refused, public, everything"],
    ['{ "keys": [{ "accessKeyId": "A" }] }', "1:12: keys.0: must have required property 'secretAccessKey'"],
    ['{ "hooks": { "limits": { "maxBytes": -1 } } }', "1:38: hooks.limits.maxBytes: must be >= 0"],
    ['{ "hooks": {\n "mime": [{}, { "alow": [] }] } }', "2:25: hooks.mime.1.alow: there is no such setting"],
    ['{ "hooks": { "webhook": { "url": "ftp://x" } } }', "hooks.webhook.url: must match pattern"],
    ["[]", "1:1: must be object"],
  ])("says what is wrong in %j, and where", async (text, message) => {
    const { file } = await write(text);
    const read = readProxyConfig(file);
    await expect(read).rejects.toThrow(ConfigurationError);
    await expect(read).rejects.toThrow(message);
    await expect(read).rejects.toThrow(`${file}:`);
  });

  it("says all that is wrong at once", async () => {
    const { file } = await write('{ "a": 1,\n "b": 2 }');
    await expect(readProxyConfig(file)).rejects.toThrow(/:1:8: a.*\n.*:2:7: b/);
  });

  it("that is no JSON, or not there, says so", async () => {
    await expect(readProxyConfig((await write('{ "port": }')).file)).rejects.toThrow(UsageError);
    await expect(readProxyConfig("/nonexistent/proxy.json")).rejects.toThrow("ENOENT");
  });

  it("that holds secrets for everybody to read is noticed", async () => {
    const { file } = await write("{}");
    const keys = [{ accessKeyId: "A", secretAccessKey: "s" }];
    const exposed = async (mode: number, config: ProxyConfig): Promise<boolean> => {
      await chmod(file, mode);
      return exposesSecrets(file, config);
    };
    expect([
      await exposed(0o644, { keys }),
      await exposed(0o600, { keys }),
      await exposed(0o644, {}),
    ]).toEqual([true, false, false]);
  });

  it("is described for editors by the schema in the documentation", async () => {
    const published = new URL("../../../../docs/proxy-config.schema.json", import.meta.url);
    expect(JSON.parse(await readFile(published, "utf8"))).toEqual(PROXY_CONFIG_SCHEMA);
  });
});

async function write(text: string): Promise<{ file: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "s3kit-config-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = join(folder, "proxy.json");
  await writeFile(file, text);
  return { file, folder };
}
