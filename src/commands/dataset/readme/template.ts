import { DatasetCommand } from "../../../lib/cli/dataset-command.js";

export default class DatasetReadmeTemplate extends DatasetCommand {
  static override summary = "Print a README to begin with: your template, filled in.";
  static override description =
    "The template is DTOOL_README_TEMPLATE_FPATH, with the places {username}, {DTOOL_USER_FULL_NAME}, {DTOOL_USER_EMAIL} and " +
    "{date}; see `dataset config`.";
  static override examples = ["<%= config.bin %> <%= command.id %> > README.yml"];

  override async run(): Promise<void> {
    await this.parse(DatasetReadmeTemplate);
    const { readmeTemplate } = await import("../../../lib/dataset/readme-template.js");
    const readme = await readmeTemplate(await this.loadConfig(), new Date());
    await this.output.result({ type: "readme", readme }, readme.trimEnd());
  }
}
