import { DatasetCommand, datasetArg } from "../../../lib/cli/dataset-command.js";
import { editText } from "../../../lib/cli/edit-text.js";

export default class DatasetReadmeEdit extends DatasetCommand {
  static override summary = "Edit the README of a dataset in your editor.";
  static override description =
    "The editor is VISUAL or EDITOR. A dataset without a README begins with the template. What is no valid YAML is not " +
    "written: the file it is in is named.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "EDITOR=nano <%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = datasetArg;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetReadmeEdit);
    const { services, dataset } = await this.openDataset(flags, args.uri);
    const [{ readReadme, writeReadme }, { readmeTemplate }] = await Promise.all([
      import("../../../lib/dataset/readme.js"),
      import("../../../lib/dataset/readme-template.js"),
    ]);
    const before = await readReadme(dataset.broker);
    const start = before === "" ? await readmeTemplate(services.config, new Date()) : before;
    const edited = await editText(start, "README.yml", process.env);
    await edited.keepUnless(() => writeReadme(dataset.broker, dataset.admin, edited.text));
    const { uri } = dataset.broker;
    const changed = edited.text !== before;
    await this.output.result(
      { type: "readme", uri, changed },
      changed ? `Set the README of ${uri}` : "Nothing was changed",
    );
  }
}
