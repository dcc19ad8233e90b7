import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import { BaseCommand } from "../lib/cli/base-command.js";
import { FailureList } from "../lib/cli/failure-list.js";
import { formatBucketDetails } from "../lib/cli/format-bucket.js";
import { formatDetails, formatExactSize } from "../lib/cli/format-details.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import type { LocalFileDescription } from "../lib/object/describe-local-file.js";
import type { ObjectDescription } from "../lib/object/describe-object.js";
import { formatS3Uri, isS3Uri, parseS3Uri, type S3Uri } from "../lib/s3/uri.js";

export default class Stat extends BaseCommand {
  static override summary = "Show all that is known about an object, a bucket or a local file.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --version-id 3HL4kqtJ --json",
    "<%= config.bin %> <%= command.id %> s3://photos ./cat.jpg",
  ];
  static override args = {
    places: Args.string({
      required: true,
      multiple: true,
      description: "s3://bucket/key, s3://bucket or a path",
    }),
  };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Stat);
    const places = args.places.map((place) => (isS3Uri(place) ? parseS3Uri(place) : place));
    const client = places.some((place) => typeof place !== "string") ? await this.connect(flags) : undefined;
    const failures = new FailureList("item");
    for (const place of places) {
      try {
        if (typeof place === "string") await this.#describeFile(place);
        else if (client !== undefined) await this.#describe(client, place, flags["version-id"]);
      } catch (error) {
        failures.add(typeof place === "string" ? place : formatS3Uri(place), error);
      }
    }
    failures.throwIfAny(places.length);
  }

  async #describe(client: S3Client, { bucket, key }: S3Uri, versionId: string | undefined): Promise<void> {
    const options = { signal: this.signal };
    if (key === "") {
      const { describeBucket } = await import("../lib/bucket/describe-bucket.js");
      const description = await describeBucket(client, bucket, options);
      await this.output.result({ type: "bucket", ...description }, () => formatBucketDetails(description));
      return;
    }
    const { describeObject } = await import("../lib/object/describe-object.js");
    const description = await describeObject(client, { bucket, key, versionId }, options);
    await this.output.result({ type: "object", ...description }, () => formatObject(description));
  }

  async #describeFile(path: string): Promise<void> {
    const { describeLocalFile } = await import("../lib/object/describe-local-file.js");
    const description = await describeLocalFile(path);
    await this.output.result({ type: "file", ...description }, () => formatFile(description));
  }
}

function formatObject(object: ObjectDescription): string {
  const formatKey = createKeyFormatter(process.stdout);
  return formatDetails([
    ["object", formatKey(formatS3Uri(object))],
    ["version", object.versionId],
    ["size", formatExactSize(object.sizeBytes)],
    ["changed", object.lastModified],
    ["etag", object.etag],
    ["storage class", object.storageClass],
    ["content type", object.contentType],
    ["content encoding", object.contentEncoding],
    ["content disposition", object.contentDisposition],
    ["content language", object.contentLanguage],
    ["cache control", object.cacheControl],
    ["expires", object.expires],
    ["parts", object.partsCount],
    ["checksums", object.checksums],
    ["checksum type", object.checksumType],
    ["encryption", object.serverSideEncryption],
    ["encryption key", object.kmsKeyId],
    ["lock", object.lockMode],
    ["locked until", object.lockedUntil],
    ["legal hold", object.legalHold],
    ["restore", object.restore],
    ["expiration", object.expiration],
    ["replication", object.replicationStatus],
    ["metadata", object.metadata],
    ["tags", object.tags],
  ]);
}

function formatFile(file: LocalFileDescription): string {
  return formatDetails([
    [file.kind, file.path],
    ["size", formatExactSize(file.sizeBytes)],
    ["changed", file.lastModified],
    ["mode", file.mode],
    ["points to", file.target],
  ]);
}
