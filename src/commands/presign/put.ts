import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { expiresFlag, urlFormatFlag } from "../../lib/cli/presign-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignPut extends BaseCommand {
  static override summary = "Make a URL that lets whoever has it write one object for a while.";
  static override description =
    "Pinned properties must be sent exactly so, or the store refuses: the signature covers them. " +
    "A URL cannot bound the size; `presign post` can.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://inbox/report.pdf --content-type application/pdf --format curl",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: expiresFlag,
    format: urlFormatFlag,
    "content-type": Flags.string({ helpValue: "TYPE", description: "pin the content type" }),
    "content-length": Flags.integer({ min: 0, helpValue: "BYTES", description: "pin the exact size" }),
    "content-sha256": Flags.string({ helpValue: "HEX", description: "pin the content by its SHA-256" }),
    "content-md5": Flags.string({
      helpValue: "HEX",
      description: "pin the content by its MD5, which every store checks",
    }),
    "if-none-match": Flags.boolean({ description: "refuse to replace an object that is there" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignPut);
    const [client, { presignObject }, { formatPresignedUrl }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-object.js"),
      import("../../lib/presign/snippets.js"),
    ]);
    const presigned = await presignObject(client, {
      method: "PUT",
      ...parseS3Uri(args.uri),
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      headers: {
        ...(flags["content-type"] === undefined ? {} : { "content-type": flags["content-type"] }),
        ...(flags["content-length"] === undefined
          ? {}
          : { "content-length": flags["content-length"].toString() }),
        ...(flags["content-sha256"] === undefined
          ? {}
          : { "x-amz-checksum-sha256": toBase64(flags["content-sha256"], 32) }),
        ...(flags["content-md5"] === undefined ? {} : { "content-md5": toBase64(flags["content-md5"], 16) }),
        ...(flags["if-none-match"] ? { "if-none-match": "*" } : {}),
      },
    });
    for (const warning of presigned.warnings) this.output.warn(warning);
    await this.output.result(presigned, () => formatPresignedUrl(presigned, flags.format));
    const pinned = Object.entries(presigned.headers).map(([name, value]) => `${name}: ${value}`);
    if (pinned.length > 0 && flags.format === "url")
      this.output.note(`Send these headers with it:\n${pinned.join("\n")}`);
  }
}

/** @throws UsageError when the text is not the hex of so many bytes. */
function toBase64(hex: string, sizeBytes: number): string {
  if (hex.length === sizeBytes * 2 && /^[0-9a-f]+$/i.test(hex))
    return Buffer.from(hex, "hex").toString("base64");
  throw new UsageError(`Not a checksum of ${sizeBytes.toString()} bytes in hex: ${hex}`, {
    code: "InvalidChecksum",
    hints: ["Print one with: sha256sum FILE, or md5sum FILE"],
  });
}
