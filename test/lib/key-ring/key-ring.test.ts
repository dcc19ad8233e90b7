import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  parseEncryptionMetadata,
  formatEncryptionMetadata,
} from "../../../src/lib/crypto/encryption-metadata.js";
import { IntegrityError } from "../../../src/lib/errors/s3kit-error.js";
import {
  entryOf,
  localEntryOf,
  merged,
  newKeyId,
  newLocalEntry,
  withKey,
  withoutRetired,
  withPrimary,
  withRetired,
} from "../../../src/lib/key-ring/change-ring.js";
import { describeKeys } from "../../../src/lib/key-ring/describe-keys.js";
import { ringOf } from "../../../src/lib/key-ring/load-key-ring.js";
import { parseRing, type RingDocument } from "../../../src/lib/key-ring/ring-document.js";
import { deriveSecret, openSecret, sealSecret } from "../../../src/lib/key-ring/secrets.js";

const NOW = new Date("2026-03-04T05:06:07Z");
const name = { namespace: "papers", key: "a/b.txt" };
const one = withKey(undefined, "one", newLocalEntry(NOW));
const two = withKey(one, "two", newLocalEntry(NOW));

describe("a key ring", () => {
  it("wraps with its primary key and opens with any", async () => {
    const objectKey = randomBytes(32);
    const old = await ringOf(one).wrap(objectKey, name);
    const ring = ringOf(withPrimary(two, "two"));
    const fresh = await ring.wrap(objectKey, name);
    expect([old.keyId, fresh.keyId]).toEqual(["one", "two"]);
    expect(await ring.unwrap(old, name)).toEqual(objectKey);
    expect(await ring.unwrap(parseEncryptionMetadata(formatEncryptionMetadata(fresh)), name)).toEqual(
      objectKey,
    );
  });

  it.each<[string, RingDocument, string]>([
    ["lacks the key", withKey(undefined, "other", newLocalEntry(NOW)), "NoSuchKey"],
    ["has the key retired", withRetired(withPrimary(two, "two"), "one", NOW), "RetiredKey"],
    ["has another key of the same id", withKey(undefined, "one", newLocalEntry(NOW)), "WrongKey"],
  ])("that %s says so", async (_, document, code) => {
    const wrapped = await ringOf(one).wrap(randomBytes(32), name);
    await expect(ringOf(document).unwrap(wrapped, name)).rejects.toMatchObject({ code, exitCode: 11 });
  });

  it("opens no key under another name, nor a wrap that was cut", async () => {
    const ring = ringOf(one);
    const wrapped = await ring.wrap(randomBytes(32), name);
    await expect(ring.unwrap(wrapped, { ...name, key: "a/c.txt" })).rejects.toMatchObject({
      code: "WrongKey",
    });
    await expect(ring.unwrap(wrapped, { ...name, namespace: "b" })).rejects.toMatchObject({
      code: "WrongKey",
    });
    const cut = { ...wrapped, wrapped: wrapped.wrapped.subarray(0, -1) };
    await expect(ring.unwrap(cut, name)).rejects.toMatchObject({ code: "Damaged" });
  });

  it("opens again what a retired key wrapped once the key is back in use", async () => {
    const wrapped = await ringOf(one).wrap(randomBytes(32), name);
    const retired = withRetired(withPrimary(two, "two"), "one", NOW);
    expect(ringOf(retired).isRetired("one")).toBe(true);
    await expect(ringOf(withoutRetired(retired, "one")).unwrap(wrapped, name)).resolves.toHaveLength(32);
  });
});

describe("changing a ring", () => {
  it("makes the first key primary, later ones where asked for", () => {
    expect([one.primary, two.primary]).toEqual(["one", "one"]);
    expect(withKey(two, "three", newLocalEntry(NOW), { isPrimary: true }).primary).toBe("three");
  });

  it("takes the same key again without a change, and no other under its id", () => {
    expect(withKey(two, "one", entryOf(two, "one"))).toBe(two);
    expect(() => withKey(two, "one", newLocalEntry(NOW))).toThrow("another key one");
  });

  it("does not retire the primary key, nor make a retired one primary", () => {
    expect(() => withRetired(two, "one", NOW)).toThrow("is the primary one");
    expect(() => withPrimary(withRetired(two, "two", NOW), "two")).toThrow("retired");
    expect(withRetired(withRetired(two, "two", NOW), "two", NOW)).toMatchObject({ primary: "one" });
  });

  it.each(["three", "__proto__", "constructor"])("knows no key %s", (id) => {
    expect(() => entryOf(two, id)).toThrow("has no key");
    expect(() => withPrimary(two, id)).toThrow("has no key");
  });

  it.each(["", "a b", "a/b", "ä", "x".repeat(33)])("takes no key id %j", (id) => {
    expect(() => withKey(undefined, id, newLocalEntry(NOW))).toThrow("cannot be a key's id");
  });

  it("keeps a key whose id is a name of every object", () => {
    const ring = withKey(one, "__proto__", newLocalEntry(NOW));
    expect(parseRing(JSON.stringify(ring), "here")).toEqual(ring);
    expect(ringOf(parseRing(JSON.stringify(ring), "here")).ids).toEqual(["one", "__proto__"]);
  });

  it("adds the keys of another ring and keeps its own primary key", () => {
    const other = withKey(undefined, "three", newLocalEntry(NOW));
    expect(Object.keys(merged(two, other).keys)).toEqual(["one", "two", "three"]);
    expect(merged(two, other).primary).toBe("one");
    expect(merged(undefined, other)).toBe(other);
    expect(() => merged(two, withKey(undefined, "one", newLocalEntry(NOW)))).toThrow("another key one");
  });

  it("makes ids that are legal and differ", () => {
    const ids = Array.from({ length: 50 }, () => newKeyId(NOW));
    expect(new Set(ids).size).toBe(50);
    expect(ids[0]).toMatch(/^k20260304-[0-9a-f]{8}$/);
  });

  it.each(["", "00", "g".repeat(64), "0".repeat(63), "0".repeat(66)])(
    "takes no key %j, and does not repeat it",
    (text) => {
      expect(() => localEntryOf(text, NOW)).toThrow("64 hexadecimal digits");
    },
  );

  it("shows keys without their secrets, and the same key alike in every ring", () => {
    const [first] = describeKeys(two);
    const [again] = describeKeys(withKey(undefined, "renamed", entryOf(two, "one")));
    expect(first).toMatchObject({ id: "one", state: "primary", provider: "local" });
    expect(again?.fingerprint).toBe(first?.fingerprint);
    const secret = entryOf(two, "one");
    expect(JSON.stringify(describeKeys(two))).not.toContain(secret.type === "local" ? secret.key : "");
  });
});

describe("reading a ring", () => {
  const [a, b] = ["aa".repeat(32), "bb".repeat(32)];

  it("takes pairs of ids and keys, the first one primary", () => {
    const ring = parseRing(`a:${a}, b:${b}\n`, "in RING");
    expect(ring.primary).toBe("a");
    expect(entryOf(ring, "b")).toEqual({ type: "local", key: b });
  });

  it.each([
    ["", "neither"],
    ["a", "neither"],
    [`a:${a}x`, "neither"],
    [`a:${a},a:${b}`, "twice"],
    ["{", "not JSON"],
    ["{}", "format"],
    [`{"format":"s3kit.ring.v2","primary":"a","keys":{}}`, "format"],
    [`{"format":"s3kit.ring.v1","primary":"a","keys":{}}`, "primary"],
    [`{"format":"s3kit.ring.v1","primary":"a","keys":[]}`, "no keys"],
    [`{"format":"s3kit.ring.v1","primary":"a","keys":{"a":{"type":"local","key":"00"}}}`, "key a"],
    [`{"format":"s3kit.ring.v1","primary":"a","keys":{"a":{"type":"vault","key":"${a}"}}}`, "key a"],
    [`{"format":"s3kit.ring.v1","primary":"a b","keys":{"a b":{"type":"local","key":"${a}"}}}`, "no key id"],
  ])("refuses %j and quotes no key", (text, why) => {
    expect(() => parseRing(text, "here")).toThrow(why);
    expect(() => parseRing(text, "here")).not.toThrow(a);
  });

  it("refuses a ring whose primary key is retired", () => {
    const ring: RingDocument = {
      ...two,
      keys: { ...two.keys, one: { ...entryOf(two, "one"), retiredAt: NOW.toISOString() } },
    };
    expect(() => ringOf(ring)).toThrow("primary key one is retired");
  });
});

describe("secrets of a ring", () => {
  it("open under their label, whichever key is primary by then", async () => {
    const sealed = await sealSecret(ringOf(one), "password of alice", Buffer.from("correct horse"));
    const later = ringOf(withPrimary(two, "two"));
    expect((await openSecret(later, "password of alice", sealed)).toString()).toBe("correct horse");
    await expect(openSecret(later, "password of bob", sealed)).rejects.toBeInstanceOf(IntegrityError);
  });

  it.each(["", "s1.one", "s1.one:", "s2.one:AAAA", "s1.one:AAAA", "s1.absent:AAAA", "s1.one:A A"])(
    "do not open from %j",
    async (text) => {
      await expect(openSecret(ringOf(one), "label", text)).rejects.toBeInstanceOf(IntegrityError);
    },
  );

  it("changed anywhere do not open", async () => {
    const sealed = await sealSecret(ringOf(one), "label", Buffer.from("secret"));
    for (let at = 7; at < sealed.length - 1; at += 5) {
      const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
      await expect(openSecret(ringOf(one), "label", changed)).rejects.toBeInstanceOf(IntegrityError);
    }
  });

  it("are derived alike each time, differently for each label and key", async () => {
    const ring = ringOf(two);
    const secrets = await Promise.all([
      deriveSecret(ring, "a"),
      deriveSecret(ring, "b"),
      deriveSecret(ring, "a", "two"),
    ]);
    expect(new Set(secrets.map((secret) => secret.toString("hex"))).size).toBe(3);
    expect(await deriveSecret(ringOf(withPrimary(two, "two")), "a", "one")).toEqual(secrets[0]);
    await expect(deriveSecret(ring, "a", "absent")).rejects.toMatchObject({ code: "NoSuchKey" });
  });
});
