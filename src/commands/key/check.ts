import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { namespaceFlag } from "../../lib/cli/encryption-flags.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { parseBucket } from "../../lib/cli/parse-bucket.js";
import { ringFlag, ringSource } from "../../lib/cli/ring-flags.js";
import { ConfigurationError, S3kitError } from "../../lib/errors/s3kit-error.js";
import type { KeyRing } from "../../lib/key-ring/key-ring.js";

export default class KeyCheck extends BaseCommand {
  static override summary = "Check that the key ring works, and opens what buckets hold.";
  static override description =
    "Reads the ring, and asks AWS KMS for the keys that it holds. For each bucket it looks at some fifty objects from all over " +
    "it, on the store behind the proxy: a ring that opens none of what one of their keys wrapped is refused with exit status 8, as " +
    "the proxy does when it starts. To look at everything: s3kit proxy verify.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> s3://papers --profile store-behind",
  ];
  static override strict = false;
  static override args = { bucket: Args.string({ description: "s3://bucket; may be repeated" }) };
  static override flags = { ring: ringFlag, namespace: namespaceFlag };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(KeyCheck);
    const buckets = argv.map((word) => parseBucket(String(word)));
    const source = ringSource(flags.ring, process.env);
    const { loadKeyRing } = await import("../../lib/key-ring/load-key-ring.js");
    const ring = await loadKeyRing(source, { signal: this.signal });
    for (const id of ring.ids) await this.#checkKey(ring, id);
    if (buckets.length === 0) return;
    const [client, { assertRingOpens, checkRing }] = await Promise.all([
      this.connect(flags),
      import("../../lib/proxy/maintenance/check-ring.js"),
    ]);
    for (const bucket of buckets) {
      const check = await checkRing(client, bucket, { ring, namespace: flags.namespace }, this.signal);
      const keys = check.keys.map(({ keyId, opened, failed }) => ({ keyId, opened, failed }));
      const words = keys.map(
        ({ keyId, opened, failed }) =>
          `${keyId} opens ${opened.toString()} of ${(opened + failed).toString()}`,
      );
      await this.output.item(
        { type: "bucket", bucket, sampled: check.sampled, keys },
        `${bucket}: ${words.join(", ") || "nothing encrypted"}, of ${formatCount(check.sampled, "object")} looked at`,
      );
      assertRingOpens(check);
    }
  }

  async #checkKey(ring: KeyRing, id: string): Promise<void> {
    const { deriveSecret } = await import("../../lib/key-ring/secrets.js");
    const isPrimary = id === ring.primaryId;
    if (ring.isRetired(id)) {
      await this.output.item({ type: "key", id, state: "retired" }, `${id}: retired`);
      return;
    }
    try {
      await deriveSecret(ring, "check", id);
    } catch (cause) {
      if (cause instanceof S3kitError) throw cause;
      throw new ConfigurationError(`The key ${id} cannot be used: ${(cause as Error).message}`, {
        code: "KeyUnusable",
        cause,
      });
    }
    await this.output.item(
      { type: "key", id, state: isPrimary ? "primary" : "active" },
      `${id}: works${isPrimary ? ", primary" : ""}`,
    );
  }
}
