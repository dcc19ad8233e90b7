import { BaseCommand } from "../../../lib/cli/base-command.js";
import type { ProxyKey } from "../../../lib/proxy/keys/proxy-key.js";

export default class ProxyKeyList extends BaseCommand {
  static override summary = "List the proxy's keys and what they may do.";
  static override description = "Secrets are not shown.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    await this.parse(ProxyKeyList);
    const { readProxyKeys } = await import("../../../lib/proxy/keys/key-file.js");
    const keys = await readProxyKeys(process.env);
    for (const key of keys) {
      const { accessKeyId, buckets, readOnly = false } = key;
      const document = { type: "key", accessKeyId, buckets: buckets ?? null, readOnly };
      await this.output.item(document, `${accessKeyId}  ${describeLimits(key)}`);
    }
    await this.output.summary(
      { type: "summary", keys: keys.length },
      keys.length === 0 ? "No keys; one is made when the proxy starts" : `${keys.length.toString()} keys`,
    );
  }
}

function describeLimits({ buckets, readOnly }: ProxyKey): string {
  const where = buckets === undefined ? "all buckets" : buckets.join(", ");
  return readOnly === true ? `${where}, reading only` : where;
}
