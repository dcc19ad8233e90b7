import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { expiresFlag } from "../../lib/cli/presign-flags.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignMultipart extends BaseCommand {
  static override summary =
    "Begin a multipart upload and make the URLs with which others send its parts and end it.";
  static override description =
    "Sends one request: the upload begins now, and its parts cost storage until it is completed or aborted " +
    "(`s3kit rm --incomplete` lists and removes unfinished ones).";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://inbox/film.mp4 --parts 20 --expires 12h --json",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    expires: expiresFlag,
    parts: Flags.integer({
      required: true,
      min: 1,
      max: 10_000,
      helpValue: "N",
      description: "how many parts",
    }),
    "content-type": Flags.string({ helpValue: "TYPE", description: "content type of the object" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignMultipart);
    const [client, { presignMultipart }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-multipart.js"),
    ]);
    const input = {
      ...parseS3Uri(args.uri),
      partCount: flags.parts,
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      contentType: flags["content-type"],
    };
    const upload = await presignMultipart(client, input, { signal: this.signal });
    for (const warning of upload.warnings) this.output.warn(warning);
    const human = () => [
      ...upload.parts.map(({ url }, index) => `PUT ${(index + 1).toString()} ${url}`),
      `POST ${upload.complete.url}`,
      `DELETE ${upload.abort.url}`,
    ];
    await this.output.result(upload, () => human().join("\n"));
  }
}
