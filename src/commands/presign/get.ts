import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import {
  expiresFlag,
  responseFlags,
  toResponseOverrides,
  urlFormatFlag,
} from "../../lib/cli/presign-flags.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignGet extends BaseCommand {
  static override summary = "Make a URL that lets whoever has it read one object for a while.";
  static override description =
    "Sends nothing: the URL is valid from now until it expires or the credentials that signed it do.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --expires 12h",
    "<%= config.bin %> <%= command.id %> s3://reports/q3.pdf --download-as 'Report Q3.pdf' --qr",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: expiresFlag,
    format: urlFormatFlag,
    qr: Flags.boolean({ description: "also draw the URL as a QR code on stderr" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
    "download-as": Flags.string({
      helpValue: "NAME",
      exclusive: ["response-content-disposition"],
      description: "make browsers save it under this name",
    }),
    ...responseFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignGet);
    const [client, { presignObject }, { formatPresignedUrl }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-object.js"),
      import("../../lib/presign/snippets.js"),
    ]);
    const presigned = await presignObject(client, {
      method: "GET",
      ...parseS3Uri(args.uri),
      versionId: flags["version-id"],
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      overrides: {
        ...toResponseOverrides(flags),
        ...(flags["download-as"] === undefined
          ? {}
          : { contentDisposition: attachment(flags["download-as"]) }),
      },
    });
    for (const warning of presigned.warnings) this.output.warn(warning);
    await this.output.result(presigned, () => formatPresignedUrl(presigned, flags.format));
    if (flags.qr) this.output.note(await drawQrCode(presigned.url));
  }
}

/** Source: RFC 6266: the plain name for old readers, the UTF-8 one for the rest. */
function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

async function drawQrCode(url: string): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr");
  return renderUnicodeCompact(url, { border: 2 });
}
