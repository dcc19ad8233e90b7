import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "./base-command.js";
import { FailureList } from "./failure-list.js";
import { nothingFound } from "./nothing-found.js";
import { parseObjectUri } from "./parse-object-uri.js";
import { writeBytes } from "./write-bytes.js";
import { formatS3Uri, type S3Uri } from "../s3/uri.js";

/** What `cat` and `head` share: all but how much of an object is read. */
export abstract class ReadCommand extends BaseCommand {
  /** Write what `read` gives of each object to standard output; those that fail are named at the end. */
  protected async writeContents(
    client: S3Client,
    words: readonly string[],
    flags: { readonly raw: boolean },
    read: (uri: S3Uri) => AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const uris = words.map((text) => parseObjectUri(text));
    const { readContents } = await import("../object/read-contents.js");
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
