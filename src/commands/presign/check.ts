import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { describeUrl } from "../../lib/cli/format-presigned.js";
import { parseHeaders } from "../../lib/cli/parse-headers.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import type { ParsedConnectionFlags } from "../../lib/cli/connection-flags.js";
import type { CheckedUrl } from "../../lib/presign/check-presigned.js";

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"] as const;
/** Stores themselves allow for a quarter of an hour. */
const NOTABLE_SKEW_SECONDS = 60;

export default class PresignCheck extends BaseCommand {
  static override summary = "Explain a presigned URL, and when it does not work, why.";
  static override description =
    "Tries it harmlessly: only HEAD, or GET for one byte, is ever sent, never a PUT, POST or DELETE. With the " +
    "credentials that made it (--profile, AWS_*), its signature is checked here as well, also of a URL that writes. " +
    "Exit status: 0 it works, 4 nothing is there, 5 it is refused, 7 no answer, 8 the wrong host.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> 'https://photos.s3.amazonaws.com/cat.jpg?X-Amz-Algorithm=…'",
    "<%= config.bin %> <%= command.id %> 'https://…' --method PUT --header 'content-type: image/png'",
  ];
  static override args = { url: Args.string({ required: true, description: "URL; - for standard input" }) };
  static override flags = {
    method: Flags.option({ options: METHODS })({ description: "what it is for (default: found out)" }),
    header: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "NAME: VALUE",
      description: "header to send with it",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignCheck);
    const text = args.url === "-" ? await readTextArgument("-", this.signal) : args.url;
    const headers = parseHeaders(flags.header);
    const [{ checkPresigned }, signer] = await Promise.all([
      import("../../lib/presign/check-presigned.js"),
      this.#signer(flags),
    ]);
    const input = { url: text.trim(), method: flags.method, headers, ...signer };
    const checked = await checkPresigned(input, { signal: this.signal });
    const { exitCode, ...document } = checked;
    await this.output.result(document, () => describe(checked));
    const { clockSkewSeconds: skew = 0 } = checked;
    if (Math.abs(skew) > NOTABLE_SKEW_SECONDS) {
      const side = skew > 0 ? "behind" : "ahead of";
      this.output.warn(`This machine's clock is ${Math.abs(skew).toString()} seconds ${side} the store's`);
    }
    process.exitCode = exitCode;
  }

  async #signer(flags: ParsedConnectionFlags) {
    const [settings, { connectionSigner }] = await Promise.all([
      this.resolve(flags),
      import("../../lib/presign/connection-signer.js"),
    ]);
    return connectionSigner(settings);
  }
}

function describe({ explanation, hints, decoded }: CheckedUrl): string {
  return [explanation, ...hints.map((hint) => `  • ${hint}`), "", ...describeUrl(decoded)].join("\n");
}
