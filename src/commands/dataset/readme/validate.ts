import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { IntegrityError } from "../../../lib/errors/s3kit-error.js";

export default class DatasetReadmeValidate extends DatasetCommand {
  static override summary = "Find out whether the README of a dataset is valid YAML.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetReadmeValidate);
    const { dataset } = await this.openDataset(flags, args.uri);
    const { uri } = dataset.broker;
    const { checkReadme, requireReadme } = await import("../../../lib/dataset/readme.js");
    const readme = await requireReadme(dataset.broker);
    const problems = checkReadme(readme);
    for (const problem of problems) {
      const place =
        problem.line === undefined ? "" : `${problem.line.toString()}:${String(problem.column)}: `;
      await this.output.item({ type: "problem", ...problem }, `${place}${problem.message}`);
    }
    await this.output.summary({ uri, problems: problems.length }, problems.length === 0 ? "All is well" : "");
    if (problems.length > 0)
      throw new IntegrityError(`The README of ${uri} is no valid YAML`, { code: "InvalidReadme" });
    if (readme === "") this.output.warn(`The README of ${uri} is empty`);
  }
}
