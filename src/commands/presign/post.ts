import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseSize } from "../../lib/cli/parse-size.js";
import { parsePairs } from "../../lib/cli/parse-pairs.js";
import { parseDuration } from "../../lib/cli/parse-time.js";
import { expiresFlag } from "../../lib/cli/presign-flags.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PresignPost extends BaseCommand {
  static override summary = "Sign a form with which a browser uploads straight to the store, within limits.";
  static override description =
    "The store itself enforces the key or prefix, the size range, the content type and every field. " +
    "Post the fields first and the file last, under the name `file`.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://inbox/avatars/7.png --max-size 2M --content-type 'image/*' --format html",
    "<%= config.bin %> <%= command.id %> s3://inbox/uploads/ --starts-with --success-status 201 --format curl",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key, or a prefix" }),
  };
  static override flags = {
    expires: expiresFlag,
    format: Flags.option({ options: ["fields", "curl", "fetch", "html"] as const })({
      default: "fields",
      description: "print the fields, a curl line, JavaScript, or a page",
    }),
    "starts-with": Flags.boolean({
      description: "the key is a prefix: the form chooses the rest (${filename})",
    }),
    "min-size": Flags.string({ default: "0", helpValue: "SIZE", description: "smallest file" }),
    "max-size": Flags.string({ helpValue: "SIZE", description: "largest file" }),
    "content-type": Flags.string({ helpValue: "TYPE", description: "required type; image/* for any image" }),
    metadata: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME=VALUE",
      description: "user metadata",
    }),
    field: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME=VALUE",
      description: "further form field, pinned",
    }),
    "field-prefix": Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "NAME=PREFIX",
      description: "further form field that its user fills in, beginning with PREFIX (may be empty)",
    }),
    "success-status": Flags.option({ options: ["200", "201", "204"] as const })({
      description: "status when it worked",
    }),
    "success-redirect": Flags.string({ helpValue: "URL", description: "page to go to when it worked" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PresignPost);
    const maxBytes = flags["max-size"] === undefined ? LARGEST_BYTES : parseSize(flags["max-size"]);
    const status = flags["success-status"];
    const [client, { presignForm }, { formatPresignedForm }] = await Promise.all([
      this.connect(flags),
      import("../../lib/presign/presign-form.js"),
      import("../../lib/presign/snippets.js"),
    ]);
    const form = await presignForm(client, {
      ...parseS3Uri(args.uri),
      anyKeyBelow: flags["starts-with"],
      expiresInSeconds: Math.round(parseDuration(flags.expires) / 1000),
      contentLength: { minBytes: parseSize(flags["min-size"]), maxBytes },
      contentType: flags["content-type"],
      metadata: parsePairs(flags.metadata ?? [], "--metadata"),
      fields: parsePairs(flags.field ?? [], "--field"),
      fieldPrefixes: parsePairs(flags["field-prefix"] ?? [], "--field-prefix"),
      successStatus: status === undefined ? undefined : SUCCESS[status],
      successRedirect: flags["success-redirect"],
    });
    for (const warning of form.warnings) this.output.warn(warning);
    if (flags["max-size"] === undefined)
      this.output.warn("No --max-size: whoever has the form can upload up to 5 GiB");
    await this.output.result(form, () => formatPresignedForm(form, flags.format));
  }
}

/** What a store takes in one form. */
const LARGEST_BYTES = 5 * 1024 ** 3;
const SUCCESS = { "200": 200, "201": 201, "204": 204 } as const;
