import { Args, Flags } from "@oclif/core";
import { parseSize } from "../lib/cli/parse-size.js";
import { ReadCommand } from "../lib/cli/read-command.js";

export default class Head extends ReadCommand {
  static override summary = "Write the first lines or bytes of objects to standard output.";
  static override description = "Only about as much as is shown is fetched, however large the object is.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://logs/today.log",
    "<%= config.bin %> <%= command.id %> s3://logs/today.log --lines 100",
    "<%= config.bin %> <%= command.id %> s3://disks/image.raw --bytes 512 | xxd",
  ];
  static override args = {
    uris: Args.string({ required: true, multiple: true, description: "s3://bucket/key, wildcards allowed" }),
  };
  static override flags = {
    lines: Flags.integer({ char: "n", min: 0, default: 10, description: "how many lines" }),
    bytes: Flags.string({ char: "c", helpValue: "SIZE", description: "how many bytes, instead of lines" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
    raw: Flags.boolean({ description: "take * ? [ ] { } in keys literally" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Head);
    const limit = flags.bytes === undefined ? { lines: flags.lines } : { bytes: parseSize(flags.bytes) };
    const [client, { readHead }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/read-head.js"),
    ]);
    const options = { signal: this.signal };
    await this.writeContents(client, args.uris, flags, (uri) =>
      readHead(client, { ...uri, versionId: flags["version-id"] }, limit, options),
    );
  }
}
