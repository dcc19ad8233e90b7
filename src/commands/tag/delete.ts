import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTags } from "../../lib/cli/format-tags.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";

export default class TagDelete extends BaseCommand {
  static override summary = "Remove an object's tags: those named, or all.";
  static override description = "Prints the tags that are left.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg stage",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key" }),
    names: Args.string({ multiple: true, description: "names of tags; without any, all" }),
  };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TagDelete);
    const place = { ...parseObjectUri(args.uri), versionId: flags["version-id"] };
    const [client, { deleteObjectTags }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/object-tags.js"),
    ]);
    const tags = await deleteObjectTags(client, place, args.names ?? [], { signal: this.signal });
    await this.output.result({ type: "tags", ...place, tags }, () => formatTags(tags));
  }
}
