import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { createKeyFormatter } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import { nothingFound } from "../../lib/cli/nothing-found.js";
import { selectionFlags } from "../../lib/cli/selection-flags.js";
import { formatS3Uri, parseS3Uri } from "../../lib/s3/uri.js";

export default class VersionList extends BaseCommand {
  static override summary = "List the versions and delete markers of an object, or of all below a prefix.";
  static override description =
    "By key, newest first. The newest is marked with *, a delete marker shows as deleted; the last column is the " +
    "version's id, which `version restore`, `version delete`, `cat` and `cp` take.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --json",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key or a prefix, wildcards allowed" }),
  };
  static override flags = selectionFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(VersionList);
    const { bucket, key } = parseS3Uri(args.uri);
    const { raw, include, exclude } = flags;
    const selection = { bucket, key, recursive: true, raw, include, exclude };
    const [client, { listSelectedVersions }] = await Promise.all([
      this.connect(flags),
      import("../../lib/object/list-selection.js"),
    ]);
    const showKey = createKeyFormatter(process.stdout);
    const totals = { versions: 0, deleteMarkers: 0, sizeBytes: 0 };
    for await (const page of listSelectedVersions(client, selection, { signal: this.signal })) {
      for (const { kind: type, ...version } of page) {
        if (version.isDeleteMarker) totals.deleteMarkers += 1;
        else totals.versions += 1;
        totals.sizeBytes += version.sizeBytes;
        const size = version.isDeleteMarker ? "deleted" : formatSize(version.sizeBytes);
        const columns = [
          version.isLatest ? "*" : " ",
          formatTime(version.lastModified),
          size.padStart(9),
          showKey(formatS3Uri({ bucket, key: version.key })),
          version.versionId,
        ];
        await this.output.item({ type, bucket, ...version }, () => columns.join("  "));
      }
    }
    if (totals.versions + totals.deleteMarkers === 0) throw nothingFound([args.uri], { raw });
    await this.output.summary(totals, () =>
      [
        `${formatCount(totals.versions, "version")} (${formatSize(totals.sizeBytes)})`,
        ...(totals.deleteMarkers === 0 ? [] : [formatCount(totals.deleteMarkers, "delete marker")]),
      ].join(", "),
    );
  }
}
