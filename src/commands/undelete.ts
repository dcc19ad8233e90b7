import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { formatKey } from "../lib/cli/format-key.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { formatTime } from "../lib/cli/format-time.js";
import { parseMoment } from "../lib/cli/parse-time.js";
import { selectionFlags } from "../lib/cli/selection-flags.js";
import { UndeleteReport } from "../lib/cli/undelete-report.js";
import { NotFoundError } from "../lib/errors/s3kit-error.js";
import type { UndeletePlan } from "../lib/object/undelete.js";
import { formatS3Uri, parseS3Uri } from "../lib/s3/uri.js";

export default class Undelete extends BaseCommand {
  static override summary = "Bring deleted objects of a versioned bucket back.";
  static override description =
    "A delete there only hides an object under a delete marker; this counts what is hidden at a key and all below it, " +
    "asks, and removes the markers. No version is removed, and objects that were not deleted stay as they are. What was " +
    "deleted with its versions cannot be brought back.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --dry-run",
    "<%= config.bin %> <%= command.id %> s3://photos --newer 2h --include '*.jpg' --yes",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key or a prefix, wildcards allowed" }),
  };
  static override flags = {
    newer: Flags.string({ helpValue: "2h|DATE", description: "only what was deleted since" }),
    "dry-run": Flags.boolean({ description: "say what would come back, and change nothing" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
    ...selectionFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Undelete);
    const { bucket, key } = parseS3Uri(args.uri);
    const deletedAfter = flags.newer === undefined ? undefined : parseMoment(flags.newer, new Date());
    const { raw, include, exclude } = flags;
    const request = { selection: { bucket, key, recursive: true, raw, include, exclude }, deletedAfter };
    const [client, { planUndelete, runUndelete }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/undelete.js"),
    ]);
    const options = { signal: this.signal };
    const plan = await planUndelete(client, request, options);
    if (plan.objectCount === 0) throw nothingHidden(args.uri);
    if (flags["dry-run"]) return this.#describe(bucket, plan);
    if (!(plan.objectCount === 1 && plan.firstKey === key)) {
      const action = `Bring back ${describe(plan)} at ${formatKey(args.uri)}`;
      await this.confirm({ action }, { yes: flags.yes });
    }
    const report = new UndeleteReport(this.output, bucket, process.stderr);
    for await (const batch of runUndelete(client, bucket, plan, options)) await report.add(batch);
    await report.end();
  }

  async #describe(bucket: string, plan: UndeletePlan): Promise<void> {
    for await (const { key, versionId, sizeBytes, deletedAt, markers } of plan.objects()) {
      const place = formatKey(formatS3Uri({ bucket, key }));
      await this.output.item(
        { type: "planned", bucket, key, versionId, sizeBytes, deletedAt, markers: markers.length },
        () => `${formatSize(sizeBytes).padStart(9)}  deleted ${formatTime(deletedAt)}  ${place}`,
      );
    }
    await this.output.summary(
      { dryRun: true, planned: plan.objectCount, sizeBytes: plan.totalBytes, markers: plan.markerCount },
      `Would bring back ${describe(plan)}`,
    );
  }
}

function describe({ objectCount, totalBytes, markerCount }: UndeletePlan): string {
  const markers = formatCount(markerCount, "delete marker");
  return `${formatCount(objectCount, "object")} (${formatSize(totalBytes)}) by removing ${markers}`;
}

function nothingHidden(uri: string): NotFoundError {
  return new NotFoundError(`Nothing deleted at ${formatKey(uri)} can be brought back`, {
    code: "NothingFound",
    hints: [`See versions and delete markers: s3kit version list ${uri}`],
  });
}
