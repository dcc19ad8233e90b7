import { Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { parseKeyPair } from "../../../lib/cli/parse-key-pair.js";

export default class ProxyKeyAdd extends BaseCommand {
  static override summary = "Make a key pair for clients of the proxy.";
  static override description =
    "Prints the secret this one time. A running proxy takes the key once it has read its keys again (SIGHUP).";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --bucket reports --bucket 'logs-*' --read-only",
  ];
  static override flags = {
    bucket: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME",
      description:
        "bucket that the key may touch, or the beginning of names followed by *; repeatable (default: all)",
    }),
    "read-only": Flags.boolean({ default: false, description: "let the key change nothing" }),
    key: Flags.string({ helpValue: "ID:SECRET", description: "this pair instead of a new one" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyKeyAdd);
    const [{ addProxyKey }, { generateProxyKey }] = await Promise.all([
      import("../../../lib/proxy/keys/key-file.js"),
      import("../../../lib/proxy/keys/proxy-key.js"),
    ]);
    const generated = generateProxyKey({ buckets: flags.bucket, readOnly: flags["read-only"] });
    const key = flags.key === undefined ? generated : { ...generated, ...parseKeyPair(flags.key) };
    await addProxyKey(key, process.env);
    const { accessKeyId, secretAccessKey, buckets, readOnly = false } = key;
    await this.output.result(
      { type: "key", accessKeyId, secretAccessKey, buckets: buckets ?? null, readOnly },
      `AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    );
  }
}
