import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatRow } from "../../lib/cli/format-columns.js";
import { ringFlag, ringSource } from "../../lib/cli/ring-flags.js";

const COLUMNS = [{ width: 20 }, { width: 7 }, { width: 7 }, { width: 8 }, { width: 0 }] as const;

export default class KeyList extends BaseCommand {
  static override summary = "List the keys of the key ring.";
  static override description =
    "Shows ids, what each key is good for, where it is kept, a fingerprint by which copies of a key can be compared, and " +
    "when it was made. Keys themselves are not shown.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];
  static override flags = { ring: ringFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(KeyList);
    const [{ parseRing }, { describeRingSource, readRingText }, { describeKeys }] = await Promise.all([
      import("../../lib/key-ring/ring-document.js"),
      import("../../lib/key-ring/ring-source.js"),
      import("../../lib/key-ring/describe-keys.js"),
    ]);
    const source = ringSource(flags.ring, process.env);
    const origin = describeRingSource(source);
    const keys = describeKeys(parseRing(await readRingText(source, process.env, this.signal), origin));
    for (const key of keys) {
      const cells = [key.id, key.state, key.provider, key.fingerprint, key.createdAt?.slice(0, 10) ?? ""];
      await this.output.item({ type: "key", ...key }, () => formatRow(COLUMNS, cells).trimEnd());
    }
    await this.output.summary(
      { keys: keys.length, ring: origin },
      `Keys of the ring ${origin}: ${keys.length.toString()}`,
    );
  }
}
