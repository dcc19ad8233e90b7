import { Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";

export default class DatasetRm extends DatasetCommand {
  static override summary = "Delete a dataset, whole or broken: items, documents, registration.";
  static override description =
    "Everything is counted first, and its name has to be typed. In a bucket that keeps versions, old versions stay.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --dry-run",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --yes",
  ];
  static override args = datasetArg;
  static override flags = {
    yes: Flags.boolean({ char: "y", description: "delete without a question" }),
    "dry-run": Flags.boolean({ char: "n", description: "count what would be deleted, do nothing" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetRm);
    const [services, { planDatasetRemoval, removeDataset }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/remove-dataset.js"),
    ]);
    const plan = await planDatasetRemoval(services, args.uri);
    const { uri, name, objectCount, totalBytes, broker } = plan;
    const what = formatCount(objectCount, broker.kind === "s3" ? "object" : "file");
    const document = { uri, name, objects: objectCount, sizeBytes: totalBytes };
    const words = `${name === undefined ? "the broken dataset" : `dataset ${name}`} at ${uri}: ${what} (${formatSize(totalBytes)})`;
    if (flags["dry-run"]) {
      await this.output.result({ type: "planned", dryRun: true, ...document }, `Would delete ${words}`);
      return;
    }
    await this.confirm(
      { action: `Delete ${words}`, ...(name === undefined ? {} : { typeToConfirm: name }) },
      flags,
    );
    await removeDataset(services, plan);
    await this.output.result({ type: "deleted", ...document }, `Deleted ${words}`);
  }
}
