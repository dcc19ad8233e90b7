import { Args, Flags } from "@oclif/core";
import { parseRange } from "../lib/cli/parse-range.js";
import { ReadCommand } from "../lib/cli/read-command.js";

export default class Cat extends ReadCommand {
  static override summary = "Write the content of objects to standard output, one after the other.";
  static override description =
    "The bytes come as they are; --json only changes how errors are told. A connection that breaks on the way is " +
    "taken up where it broke.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://logs/today.log",
    "<%= config.bin %> <%= command.id %> 's3://logs/2024-01-*.gz' | zcat",
    "<%= config.bin %> <%= command.id %> s3://disks/image.raw --range 0-511 | xxd",
  ];
  static override args = {
    uris: Args.string({ required: true, multiple: true, description: "s3://bucket/key, wildcards allowed" }),
  };
  static override flags = {
    range: Flags.string({ helpValue: "0-99|100-|-100", description: "only these bytes of each object" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
    raw: Flags.boolean({ description: "take * ? [ ] { } in keys literally" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Cat);
    const range = flags.range === undefined ? undefined : parseRange(flags.range);
    const [client, { readObject }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/read-object.js"),
    ]);
    const options = { range, signal: this.signal };
    await this.writeContents(client, args.uris, flags, (uri) =>
      readObject(client, { ...uri, versionId: flags["version-id"] }, options),
    );
  }
}
