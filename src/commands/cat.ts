import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { FailureList } from "../lib/cli/failure-list.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import { parseObjectUri } from "../lib/cli/parse-object-uri.js";
import { parseRange } from "../lib/cli/parse-range.js";
import { writeBytes } from "../lib/cli/write-bytes.js";
import { formatS3Uri, type S3Uri } from "../lib/s3/uri.js";

export default class Cat extends BaseCommand {
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
    const uris = args.uris.map((text) => parseObjectUri(text));
    const range = flags.range === undefined ? undefined : parseRange(flags.range);
    const client = await this.connect(flags);
    const { readContents } = await import("../lib/object/read-contents.js");
    const { readObject } = await import("../lib/object/read-object.js");
    const options = { range, signal: this.signal };
    const read = (uri: S3Uri) => readObject(client, { ...uri, versionId: flags["version-id"] }, options);
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
