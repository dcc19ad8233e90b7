import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class CorsDelete extends BaseCommand {
  static override summary =
    "Remove a bucket's CORS rules: web pages of other origins can then no longer use it.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(CorsDelete);
    const { bucket } = parseS3Uri(args.uri);
    const [client, { deleteCors }] = await Promise.all([
      this.connect(flags),
      import("../../lib/cors/bucket-cors.js"),
    ]);
    await deleteCors(client, bucket, { signal: this.signal });
    await this.output.result({ bucket, deleted: true }, `Removed the CORS rules of s3://${bucket}`);
  }
}
