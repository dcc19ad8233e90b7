import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import type { Finding, StoreCapabilities } from "../../lib/config/known-capabilities.js";

const LABELS: Readonly<Record<keyof StoreCapabilities, string>> = {
  ifNoneMatch: "write only if absent (If-None-Match)",
  ifMatch: "write only if unchanged (If-Match)",
  completeIfNoneMatch: "complete an upload only if absent",
  deleteIfMatch: "delete only if unchanged (If-Match)",
  checksumHeader: "verifies checksum headers",
  checksumTrailer: "accepts checksum trailers",
  contentMd5: "verifies Content-MD5",
  multipart: "multipart uploads",
  presigned: "presigned URLs",
  objectAttributes: "GetObjectAttributes",
  tagging: "object tags",
  versioning: "versioning",
  objectLock: "object lock",
  cors: "CORS",
  policy: "bucket policies",
  publicAccessBlock: "public access block",
  sts: "temporary credentials (STS)",
};

export default class ProfileCheck extends BaseCommand {
  static override summary = "Find out what a store can do, and remember it.";
  static override description =
    "Tries some forty small requests in a bucket that it makes and removes again, or under a prefix of the bucket " +
    "named by --bucket. What is found is kept for the endpoint, and other commands go by it: for instance, checksums " +
    "that a store refuses are not sent to it.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> ceph",
    "<%= config.bin %> <%= command.id %> --endpoint http://127.0.0.1:7480 --bucket scratch --json",
  ];
  static override args = {
    name: Args.string({ description: "name of the profile (default: the one in use)" }),
  };
  static override flags = {
    bucket: Flags.string({ description: "bucket to write to (default: a temporary one)", helpValue: "NAME" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProfileCheck);
    const connection = { ...flags, profile: args.name ?? flags.profile };
    const [{ endpoint }, client] = await Promise.all([this.resolve(connection), this.connect(connection)]);
    const { probeStore } = await import("../../lib/s3/probe/probe-store.js");
    const { rememberCapabilities } = await import("../../lib/config/known-capabilities.js");
    const where = flags.bucket === undefined ? "a temporary bucket" : `the bucket ${flags.bucket}`;
    this.output.note(`Checking ${endpoint ?? "AWS"}, writing to ${where}; it is cleaned up afterwards`);

    const capabilities = await probeStore(client, { bucket: flags.bucket }, { signal: this.signal });
    if (endpoint !== undefined) await rememberCapabilities(endpoint, capabilities, process.env);
    await this.output.result({ endpoint: endpoint ?? null, ...capabilities }, () =>
      this.#table(capabilities),
    );
  }

  #table(capabilities: StoreCapabilities): string {
    const width = Math.max(...Object.values(LABELS).map((label) => label.length));
    return Object.entries(LABELS)
      .map(
        ([name, label]) =>
          `${label.padEnd(width)}  ${this.#mark(capabilities[name as keyof StoreCapabilities])}`,
      )
      .join("\n");
  }

  #mark(finding: Finding): string {
    if (finding === "yes") return this.output.style("green", "yes");
    return finding === "no" ? this.output.style("red", "no") : this.output.style("yellow", "unknown");
  }
}
