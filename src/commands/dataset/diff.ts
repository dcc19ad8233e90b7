import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetFlags } from "../../lib/cli/dataset-command.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount } from "../../lib/cli/format-size.js";
import type { ItemDifference } from "../../lib/dataset/diff-datasets.js";
import { EXIT } from "../../lib/errors/exit-codes.js";

export default class DatasetDiff extends DatasetCommand {
  static override summary = "Compare the items of two frozen datasets.";
  static override description =
    "By their manifests: identifiers, sizes and hashes. With --full, every byte of the first one is read and compared with " +
    "the second one's manifest. All differences are listed. Exits with 0 when all is the same and with 3 when something " +
    "differs.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e s3://archive/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --full",
  ];
  static override args = {
    left: Args.string({ required: true, description: "a dataset" }),
    right: Args.string({ required: true, description: "the dataset to compare it with" }),
  };
  static override flags = {
    full: Flags.boolean({ char: "f", description: "read and hash every byte of the first one" }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetDiff);
    const { services, dataset: left } = await this.openDataset(flags, args.left, "frozen");
    const [{ openDataset }, { diffDatasets }] = await Promise.all([
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/diff-datasets.js"),
    ]);
    const right = await openDataset(services, args.right, "frozen");
    const { sameCount, differentCount } = await this.withProgress(services, flags, (display) =>
      diffDatasets(services, left, right, flags, (found) => {
        display?.clear();
        const { difference, ...rest } = found;
        return this.output.item({ type: difference, ...rest }, () => formatDifference(found));
      }),
    );
    await this.output.summary(
      { same: sameCount, different: differentCount },
      `${formatCount(sameCount, "item")} the same, ${differentCount.toLocaleString("en-US")} different`,
    );
    if (differentCount > 0) this.exit(EXIT.partial);
  }
}

function formatDifference({ difference, identifier, relpath, left, right }: ItemDifference): string {
  const values = left === undefined ? "" : `: ${formatKey(left)} and ${formatKey(right ?? "")}`;
  return `${difference}: ${identifier} ${formatKey(relpath)}${values}`;
}
