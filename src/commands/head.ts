import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { FailureList } from "../lib/cli/failure-list.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import { parseObjectUri } from "../lib/cli/parse-object-uri.js";
import { parseSize } from "../lib/cli/parse-size.js";
import { writeBytes } from "../lib/cli/write-bytes.js";
import { formatS3Uri, type S3Uri } from "../lib/s3/uri.js";

export default class Head extends BaseCommand {
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
    const uris = args.uris.map((text) => parseObjectUri(text));
    const limit = flags.bytes === undefined ? { lines: flags.lines } : { bytes: parseSize(flags.bytes) };
    const client = await this.connect(flags);
    const { readContents } = await import("../lib/object/read-contents.js");
    const { readHead } = await import("../lib/object/read-head.js");
    const options = { signal: this.signal };
    const read = (uri: S3Uri) => readHead(client, { ...uri, versionId: flags["version-id"] }, limit, options);
    const failures = new FailureList("object");
    let total = 0;
    const contents = readContents(
      client,
      {
        uris,
        raw: flags.raw,
        read,
        onFailure: (uri, error) => failures.add(formatS3Uri(uri), error),
        onResolved: (uri, objectCount) => {
          if (objectCount === 0) throw nothingFound([formatS3Uri(uri)], flags);
          total += objectCount;
        },
      },
      { signal: this.signal },
    );
    await writeBytes(process.stdout, contents, { signal: this.signal });
    failures.throwIfAny(total);
  }
}
