import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatSize } from "../../lib/cli/format-size.js";
import { parseSize } from "../../lib/cli/parse-size.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { ConflictError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";
import { untilAborted } from "../../lib/cli/until-aborted.js";
import type { UploadedFile } from "../../lib/presign/upload-server.js";

export default class PresignServeUpload extends BaseCommand {
  static override summary =
    "Serve a page with which people without credentials upload files straight to the store.";
  static override description =
    "The page offers drag and drop, progress and cancelling. For each file this server signs a form for just that size, " +
    "type and a random key below the prefix; the bytes go to the store, not through here. Who has the page's address " +
    "may upload, until this command ends (^C, SIGTERM); each file that arrived is printed.\n\n" +
    "Browsers ask the bucket's CORS rules first: they are checked, and with --set-cors a rule for this page is added " +
    "and taken away again at the end.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://inbox/photos/ --max-size 20M --type 'image/*' --set-cors",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/prefix/" }) };
  static override flags = {
    host: Flags.string({ default: "127.0.0.1", helpValue: "ADDRESS", description: "address to listen on" }),
    port: Flags.integer({ default: 8090, min: 0, max: 65_535, description: "port; 0 for any free one" }),
    "max-size": Flags.string({ default: "100M", helpValue: "SIZE", description: "largest file, 5G at most" }),
    type: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "TYPE",
      description: "accepted content type, such as image/png or image/*; repeatable (default: any)",
    }),
    expires: Flags.string({
      default: "15m",
      helpValue: "15m|1h",
      description: "how long a file may take to begin once it was chosen",
    }),
    "set-cors": Flags.boolean({ description: "add a CORS rule for the page while it is served" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignServeUpload);
    const { bucket, key: prefix } = parseS3Uri(args.uri);
    const [client, { startUploadServer }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/upload-server.js"),
    ]);
    const server = await startUploadServer(client, {
      bucket,
      prefix,
      maxBytes: parseSize(flags["max-size"]),
      types: flags.type,
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      host: flags.host,
      port: flags.port,
      onUploaded: (file) => void this.#report(bucket, file),
    });
    try {
      await this.#serve(client, bucket, server, flags["set-cors"]);
    } finally {
      await server.close();
    }
  }

  async #serve(
    client: S3Client,
    bucket: string,
    { endpoint, url }: { readonly endpoint: string; readonly url: string },
    setCors: boolean,
  ): Promise<void> {
    const allowed = await this.#openCors(client, bucket, endpoint, setCors);
    try {
      await this.output.result({ type: "listening", endpoint, url }, `listening on ${endpoint}`);
      if (!this.output.json) this.output.note(`Open ${url}`);
      await this.output.flush();
      await untilAborted(this.signal);
    } finally {
      await allowed?.revoke();
    }
  }

  async #openCors(client: S3Client, bucket: string, origin: string, setCors: boolean) {
    const [{ sendPreflight }, { getCors }, { allowPage }] = await Promise.all([
      import("../../lib/cors/send-preflight.js"),
      import("../../lib/cors/bucket-cors.js"),
      import("../../lib/cors/allow-page.js"),
    ]);
    const options = { signal: this.signal };
    const question = { origin, method: "POST", headers: [] };
    const { allowed } = await sendPreflight(client, { bucket, key: "" }, question, options);
    if (allowed) return undefined;
    if (setCors) return allowPage(client, bucket, { id: `s3kit-upload-${origin}`, origin }, options);
    await getCors(client, bucket, options); // a bucket that is missing or not ours is the better reason
    throw new ConflictError(`The CORS rules of s3://${bucket} do not let pages of ${origin} upload`, {
      code: "CorsRefused",
      hints: [
        "Pass --set-cors to add a rule for as long as the page is served",
        `Or set rules that stay: s3kit cors set s3://${bucket} --preset browser-upload --origin ${origin}`,
      ],
    });
  }

  async #report(bucket: string, file: UploadedFile): Promise<void> {
    const text = `s3://${bucket}/${file.key}  ${formatSize(file.sizeBytes)}  ${file.name}`;
    await this.output.item({ type: "uploaded", bucket, ...file }, text);
  }
}
