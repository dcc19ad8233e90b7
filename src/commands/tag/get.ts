import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTags } from "../../lib/cli/format-tags.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";

export default class TagGet extends BaseCommand {
  static override summary = "Print an object's tags.";
  static override description = "Those of a bucket: `s3kit bucket tags get`.";
  static override examples = ["<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg"];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TagGet);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const [client, { getObjectTags }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/object-tags.js"),
    ]);
    const tags = await getObjectTags(client, place, { signal: this.signal });
    await this.output.result({ type: "tags", ...place, tags }, () => formatTags(tags));
    if (Object.keys(tags).length === 0 && !this.output.json) this.output.note(`${args.uri} has no tags`);
  }
}
