import { Flags } from "@oclif/core";
import { DatasetCommand, datasetArg, datasetFlags } from "../../lib/cli/dataset-command.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import type { VerifyDepth, VerifyProblem } from "../../lib/dataset/verify-dataset.js";
import { IntegrityError } from "../../lib/errors/s3kit-error.js";

export default class DatasetVerify extends DatasetCommand {
  static override summary = "Find out whether a dataset is what its manifest says.";
  static override description =
    "--quick looks at the listing: which items there are, and their sizes. By default, what the store keeps about each item " +
    "is compared too. --full reads and hashes every byte. Every problem is reported; with any, it exits with 11.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --full",
  ];
  static override args = datasetArg;
  static override flags = {
    quick: Flags.boolean({ exclusive: ["full"], description: "look at the listing alone" }),
    full: Flags.boolean({ char: "f", exclusive: ["quick"], description: "read and hash every byte" }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetVerify);
    const depth: VerifyDepth = flags.full ? "full" : flags.quick ? "quick" : "metadata";
    const [services, { openDataset }, { verifyDataset }] = await Promise.all([
      this.services(flags),
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/verify-dataset.js"),
    ]);
    const dataset = await openDataset(services, args.uri, "frozen");
    const { uri } = dataset.broker;
    const totals = await this.withProgress(services, flags, (display) =>
      verifyDataset(services, dataset, depth, (problem) => {
        display?.clear();
        return this.output.item({ type: "problem", ...problem }, () => formatProblem(problem));
      }),
    );
    const { itemCount, totalBytes, readBytes, problemCount } = totals;
    const checked = `${formatCount(itemCount, "item")} (${formatSize(totalBytes)})`;
    await this.output.summary(
      { uri, depth, items: itemCount, sizeBytes: totalBytes, readBytes, problems: problemCount },
      problemCount === 0 ? `All is well: ${checked}, ${WORDS[depth]}` : "",
    );
    if (problemCount > 0)
      throw new IntegrityError(
        `${formatCount(problemCount, "problem")} in ${uri}: ${checked}, ${WORDS[depth]}`,
        {
          code: "DatasetAltered",
        },
      );
  }
}

const WORDS: Readonly<Record<VerifyDepth, string>> = {
  quick: "by the listing alone",
  metadata: "by what the store keeps about each; --full reads the bytes",
  full: "every byte read",
};

function formatProblem({ problem, identifier, relpath, message }: VerifyProblem): string {
  const name = relpath === undefined ? identifier : `${identifier} ${formatKey(relpath)}`;
  return `${problem}: ${name}: ${message}`;
}
