import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseObjectUri } from "../../lib/cli/parse-object-uri.js";

export default class VersionRestore extends BaseCommand {
  static override summary = "Make an old version of an object the newest again.";
  static override description =
    "The store copies it, with its metadata, tags and type; nothing is removed. Without --version-id: the version " +
    "before the one that is there now, or the last one before the object was deleted.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --version-id 3HL4kqtJ",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/key" }) };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "the version to restore" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(VersionRestore);
    const uri = parseObjectUri(args.uri);
    const [client, { restoreVersion }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/restore-version.js"),
    ]);
    const place = { ...uri, versionId: flags["version-id"] };
    const restored = await restoreVersion(client, place, { signal: this.signal });
    await this.output.result(
      { type: "restored", ...uri, ...restored },
      `Restored ${args.uri} from version ${restored.restoredVersionId}`,
    );
  }
}
