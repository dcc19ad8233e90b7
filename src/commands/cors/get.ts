import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { NotFoundError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class CorsGet extends BaseCommand {
  static override summary = "Print a bucket's CORS rules, in the shape that `cors set` and the AWS CLI read.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos > rules.json"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(CorsGet);
    const { bucket } = parseS3Uri(args.uri);
    const [client, { getCors }, { toCorsDocument }] = await Promise.all([
      this.connect(flags),
      import("../../lib/cors/bucket-cors.js"),
      import("../../lib/cors/cors-rules.js"),
    ]);
    const rules = await getCors(client, bucket, { signal: this.signal });
    if (rules === undefined) {
      throw new NotFoundError(`s3://${bucket} has no CORS rules`, {
        code: "NoSuchCORSConfiguration",
        hints: [
          `Set some: s3kit cors set s3://${bucket} --preset browser-upload --origin https://example.com`,
        ],
      });
    }
    const document = toCorsDocument(rules);
    await this.output.result(document, () => JSON.stringify(document, null, 2));
  }
}
