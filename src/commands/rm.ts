import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import type { ConfirmationPlan } from "../lib/cli/confirm.js";
import { createKeyFormatter, formatKey } from "../lib/cli/format-key.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import { RemovalReport, toRemovalDocument, type RemovalNoun } from "../lib/cli/removal-report.js";
import { selectionFlags } from "../lib/cli/selection-flags.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import type { RemovalPlan } from "../lib/object/plan-removal.js";
import type { RemovalItem, RemovalTarget } from "../lib/object/removal.js";
import { formatS3Uri, parseS3Uri } from "../lib/s3/uri.js";

interface RemovalFlags {
  readonly recursive: boolean;
  readonly versions: boolean;
  readonly incomplete: boolean;
  readonly "version-id"?: string | undefined;
  readonly raw: boolean;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

export default class Rm extends BaseCommand {
  static override summary = "Delete objects, their versions, or unfinished uploads.";
  static override description =
    "One object named in full goes without a question. Anything more is counted first and asked about; a whole bucket's " +
    "name has to be typed. Without a terminal, --yes takes the place of the answer and of the counting.\n\n" +
    "On a versioned bucket a delete only hides the object; --versions removes what is hidden too, for good.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --recursive --dry-run",
    "<%= config.bin %> <%= command.id %> 's3://logs/2023-*.gz' --yes",
    "<%= config.bin %> <%= command.id %> s3://photos --recursive --incomplete",
  ];
  static override args = {
    uris: Args.string({ required: true, multiple: true, description: "s3://bucket/key, wildcards allowed" }),
  };
  static override flags = {
    recursive: Flags.boolean({ char: "r", description: "the key and all below it as a folder" }),
    versions: Flags.boolean({
      description: "all versions and delete markers, for good",
      exclusive: ["incomplete"],
    }),
    "version-id": Flags.string({
      helpValue: "ID",
      description: "only this version, for good",
      exclusive: ["versions", "incomplete", "recursive"],
    }),
    incomplete: Flags.boolean({ description: "unfinished multipart uploads instead of objects" }),
    "dry-run": Flags.boolean({ description: "say what would go, and delete nothing" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
    ...selectionFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Rm);
    const targets = args.uris.map((uri) => toTarget(uri, flags));
    const client = await this.connect(flags);
    const service = await import("../lib/object/removal.js");
    const planner = await import("../lib/object/plan-removal.js");

    const asks = !flags.yes && !targets.every((target) => service.isSingle(target));
    const removals: Removal[] = [];
    for (const target of targets) {
      const list = () => service.listRemoval(client, target, { signal: this.signal });
      const plan =
        asks || flags["dry-run"] || service.isSingle(target) ? await planner.planRemoval(list) : undefined;
      removals.push({ target, plan, items: () => plan?.items() ?? planner.eachItem(list()) });
    }
    const plans = removals.flatMap(({ plan }) => plan ?? []);
    const counts = planner.addPlans(plans);
    if (plans.length === targets.length && counts.itemCount === 0) throw nothingFound(args.uris, flags);

    const noun = nounOf(flags);
    if (flags["dry-run"]) return this.#describe(removals, counts, noun);
    if (asks) {
      const whole = targets.find((target) => service.isWholeBucket(target))?.selection.bucket;
      await this.confirm(confirmationOf(args.uris, counts, noun, whole), { yes: false });
    }
    const report = new RemovalReport(this.output, noun, process.stderr);
    for (const { target, items } of removals) {
      const batches = service.runRemoval(client, target, items(), { signal: this.signal });
      for await (const batch of batches) await report.add(target.selection.bucket, batch);
    }
    if (report.itemCount === 0) throw nothingFound(args.uris, flags);
    await report.end();
  }

  async #describe(removals: readonly Removal[], counts: PlanCounts, noun: RemovalNoun): Promise<void> {
    const formatKey = createKeyFormatter(process.stdout);
    for (const { target, items } of removals) {
      const { bucket } = target.selection;
      for await (const item of items()) {
        const size = item.isDeleteMarker ? "delete marker" : formatSize(item.sizeBytes);
        const version = item.versionId ?? item.uploadId;
        const line = [size.padStart(13), formatKey(formatS3Uri({ bucket, key: item.key })), version ?? ""];
        await this.output.item(toRemovalDocument("planned", bucket, item), () => line.join("  ").trimEnd());
      }
    }
    await this.output.summary(
      { dryRun: true, planned: counts.itemCount, sizeBytes: counts.totalBytes },
      `Would delete ${describeCounts(counts, noun)}`,
    );
  }
}

interface Removal {
  readonly target: RemovalTarget;
  /** Undefined: nobody needs the counts beforehand. */
  readonly plan: RemovalPlan | undefined;
  readonly items: () => AsyncIterable<RemovalItem>;
}

type PlanCounts = Omit<RemovalPlan, "items">;

function toTarget(text: string, flags: RemovalFlags): RemovalTarget {
  const { bucket, key } = parseS3Uri(text);
  const { recursive, raw, include, exclude } = flags;
  if (key === "" && !recursive) {
    throw new UsageError(`${text} names a whole bucket`, {
      code: "WholeBucket",
      hints: [
        `Delete all that is in it: s3kit rm --recursive ${text}`,
        `Delete it with all that is in it: s3kit bucket delete --force ${bucket}`,
      ],
    });
  }
  return {
    selection: { bucket, key, recursive, raw, include, exclude },
    what: flags.versions ? "versions" : flags.incomplete ? "uploads" : "objects",
    versionId: flags["version-id"],
  };
}

function nounOf({ versions, incomplete }: RemovalFlags): RemovalNoun {
  if (versions) return "version";
  return incomplete ? "upload" : "object";
}

function describeCounts({ itemCount, deleteMarkerCount, totalBytes }: PlanCounts, noun: RemovalNoun): string {
  const markers = deleteMarkerCount === 0 ? "" : ` and ${formatCount(deleteMarkerCount, "delete marker")}`;
  return `${formatCount(itemCount - deleteMarkerCount, noun)}${markers} (${formatSize(totalBytes)})`;
}

function confirmationOf(
  uris: readonly string[],
  counts: PlanCounts,
  noun: RemovalNoun,
  wholeBucket: string | undefined,
): ConfirmationPlan {
  const { largest } = counts;
  return {
    action: `Delete ${describeCounts(counts, noun)} at ${uris.map(formatKey).join(", ")}`,
    details:
      largest === undefined || noun === "upload"
        ? []
        : [`the largest is ${formatKey(largest.key)} (${formatSize(largest.sizeBytes)})`],
    ...(wholeBucket === undefined ? {} : { typeToConfirm: wholeBucket }),
  };
}
