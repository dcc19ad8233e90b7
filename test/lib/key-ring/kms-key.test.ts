import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  formatEncryptionMetadata,
  parseEncryptionMetadata,
} from "../../../src/lib/crypto/encryption-metadata.js";
import { createKmsEntry } from "../../../src/lib/key-ring/kms-key.js";
import { newLocalEntry, withKey, withPrimary } from "../../../src/lib/key-ring/change-ring.js";
import { describeKeys } from "../../../src/lib/key-ring/describe-keys.js";
import { ringOf } from "../../../src/lib/key-ring/load-key-ring.js";
import { parseRing, type RingEntry } from "../../../src/lib/key-ring/ring-document.js";
import { deriveSecret, openSecret, sealSecret } from "../../../src/lib/key-ring/secrets.js";

interface KmsRequest {
  readonly KeyId: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext: Readonly<Record<string, string>>;
}

const name = { namespace: "papers", key: "2026/straße.pdf" };
const secret = randomBytes(32);
const requests: { readonly action: string; readonly body: KmsRequest }[] = [];
let server: Server;
let endpoint: string;

/** A KMS with one key: AES-GCM with the encryption context as associated data, as AWS KMS does it. */
beforeAll(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "TESTKEY");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "testsecret");
  server = createServer((request, response) => {
    void (async () => {
      const action = String(request.headers["x-amz-target"]).replace("TrentService.", "");
      const body = (await json(request)) as KmsRequest;
      requests.push({ action, body });
      const answer = action === "Encrypt" ? encrypt(body) : decrypt(body);
      const status = "__type" in answer ? 400 : 200;
      response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

function encrypt({ Plaintext = "", EncryptionContext }: KmsRequest) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(
    Buffer.from(JSON.stringify(EncryptionContext)),
  );
  const sealed = Buffer.concat([
    nonce,
    cipher.update(Plaintext, "base64"),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return { CiphertextBlob: sealed.toString("base64") };
}

function decrypt({ KeyId, CiphertextBlob = "", EncryptionContext }: KmsRequest) {
  if (KeyId === "alias/denied") return { __type: "AccessDeniedException", message: "not you" };
  const sealed = Buffer.from(CiphertextBlob, "base64");
  const decipher = createDecipheriv("aes-256-gcm", secret, sealed.subarray(0, 12))
    .setAAD(Buffer.from(JSON.stringify(EncryptionContext)))
    .setAuthTag(sealed.subarray(-16));
  try {
    const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { Plaintext: opened.toString("base64") };
  } catch {
    return { __type: "InvalidCiphertextException" };
  }
}

async function kmsRing(keyId = "alias/s3kit") {
  const entry = await createKmsEntry("vault", { keyId, region: "eu-central-1", endpoint });
  return withKey(undefined, "vault", entry);
}

describe("a key in AWS KMS", () => {
  it("wraps and opens objects' keys, in a ring that went through a file", async () => {
    const ring = ringOf(parseRing(JSON.stringify(await kmsRing()), "here"));
    const objectKey = randomBytes(32);
    const metadata = formatEncryptionMetadata(await ring.wrap(objectKey, name));
    expect(await ring.unwrap(parseEncryptionMetadata(metadata), name)).toEqual(objectKey);
    expect(ring.key("vault").provider).toBe("aws-kms");
  });

  it("opens nothing under another name", async () => {
    const ring = ringOf(await kmsRing());
    const wrapped = await ring.wrap(randomBytes(32), name);
    await expect(ring.unwrap(wrapped, { ...name, key: "other" })).rejects.toMatchObject({
      code: "WrongKey",
      exitCode: 11,
    });
  });

  it("tells KMS no names, and asks it once for one object", async () => {
    const ring = ringOf(await kmsRing());
    const wrapped = await ring.wrap(randomBytes(32), name);
    const before = requests.length;
    await ring.unwrap(wrapped, name);
    await ring.unwrap(wrapped, name);
    expect(requests.length).toBe(before + 1);
    expect(JSON.stringify(requests)).not.toContain("papers");
    expect(JSON.stringify(requests)).not.toContain("stra");
  });

  it("derives the same secrets in every process, and differently from other keys", async () => {
    const document = withKey(await kmsRing(), "local", newLocalEntry(new Date()));
    const sealed = await sealSecret(ringOf(document), "label", Buffer.from("secret"));
    expect((await openSecret(ringOf(withPrimary(document, "local")), "label", sealed)).toString()).toBe(
      "secret",
    );
    const [one, again, other] = await Promise.all([
      deriveSecret(ringOf(document), "a"),
      deriveSecret(ringOf(document), "a"),
      deriveSecret(ringOf(document), "a", "local"),
    ]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("that refuses, or cannot be reached, is told from a wrong key", async () => {
    const document = await kmsRing("alias/denied");
    const wrapped = await ringOf(document).wrap(randomBytes(32), name);
    const refused = ringOf(document).unwrap(wrapped, name);
    await expect(refused).rejects.toMatchObject({ code: "AccessDeniedException", exitCode: 5 });
    const entry = { ...document.keys["vault"], endpoint: "http://127.0.0.1:1" } as RingEntry;
    const away = ringOf({ ...document, keys: { vault: entry } }).unwrap(wrapped, name);
    await expect(away).rejects.toMatchObject({ exitCode: 7 });
  });

  it("is described without its seed", async () => {
    const document = await kmsRing();
    const [key] = describeKeys(document);
    expect(key).toMatchObject({ provider: "aws-kms", kmsKeyId: "alias/s3kit", state: "primary" });
    const entry = document.keys["vault"];
    expect(JSON.stringify(key)).not.toContain(entry?.type === "aws-kms" ? entry.seed : "");
  });
});
