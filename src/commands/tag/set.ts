import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTags } from "../../lib/cli/format-tags.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";
import { parsePairs } from "../../lib/cli/parse-pairs.js";

export default class TagSet extends BaseCommand {
  static override summary = "Replace an object's tags.";
  static override description = "Prints the tags that it has then; S3 allows ten.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg project=cats stage=raw",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --add reviewed=yes",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key" }),
    tags: Args.string({ required: true, multiple: true, description: "NAME=VALUE" }),
  };
  static override flags = {
    add: Flags.boolean({ description: "keep the other tags that it has" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TagSet);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const asked = parsePairs(args.tags);
    const [client, { getObjectTags, setObjectTags }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/object-tags.js"),
    ]);
    const options = { signal: this.signal };
    const kept = flags.add ? await getObjectTags(client, place, options) : {};
    const tags = { ...kept, ...asked };
    await setObjectTags(client, place, tags, options);
    await this.output.result({ type: "tags", ...place, tags }, () => formatTags(tags));
  }
}
