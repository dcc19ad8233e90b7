import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetFlags } from "../../lib/cli/dataset-command.js";
import { FailureTally } from "../../lib/cli/failure-tally.js";
import { toDatasetDocument } from "../../lib/cli/format-dataset.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";

export default class DatasetCreate extends DatasetCommand {
  static override summary = "Make a dataset: of a folder at once, or an empty proto dataset.";
  static override description =
    "With --from, all files of the folder go straight into the bucket, several at once, hashed while they are read; then " +
    "the dataset is frozen. Interrupted, the same words with --resume go on where it stopped. Without --from, it is a " +
    "proto dataset: add items, then freeze it. dtool reads what is made, and the other way round.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> field-trial s3://data --from ./results",
    "<%= config.bin %> <%= command.id %> field-trial s3://data --from ./results --readme README.yml --json",
    "<%= config.bin %> <%= command.id %> field-trial s3://data",
    "<%= config.bin %> <%= command.id %> field-trial ./datasets --from ./results",
  ];
  static override args = {
    name: Args.string({ required: true, description: "1 to 80 of 0-9 a-z A-Z - _ ." }),
    base: Args.string({ required: true, description: "s3://bucket, or a folder that holds datasets" }),
  };
  static override flags = {
    from: Flags.string({ helpValue: "FOLDER", description: "make all files below it items" }),
    readme: Flags.string({
      helpValue: "FILE",
      description: "YAML that describes the dataset; - for standard input",
    }),
    resume: Flags.boolean({
      dependsOn: ["from"],
      description: "go on with an interrupted run of the same words",
    }),
    freeze: Flags.boolean({
      default: true,
      allowNo: true,
      description: "--no-freeze: leave it a proto dataset",
    }),
    ...datasetFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetCreate);
    const readme = flags.readme === undefined ? undefined : await readTextArgument(flags.readme, this.signal);
    const services = await this.services(flags);
    const input = { ...args, readme };
    if (flags.from !== undefined) {
      await this.#createFrom(
        { ...input, folder: flags.from, resume: flags.resume, freeze: flags.freeze },
        flags,
        services,
      );
      return;
    }
    const { createDataset } = await import("../../lib/dataset/create-dataset.js");
    const { broker, admin } = await createDataset(services, input);
    await this.output.result(toDatasetDocument(broker.uri, admin), broker.uri);
    if (!this.output.json)
      this.output.note(
        `Next: s3kit dataset add folder ${broker.uri} FOLDER, then s3kit dataset freeze ${broker.uri}`,
      );
  }

  async #createFrom(
    input: CreateInput,
    flags: { readonly progress?: boolean | undefined },
    services: Awaited<ReturnType<DatasetCommand["services"]>>,
  ): Promise<void> {
    const { createFromFolder } = await import("../../lib/dataset/create-from-folder.js");
    const failures = new FailureTally();
    let keptCount = 0;
    const work = () =>
      createFromFolder(
        services,
        input,
        ({ status, source, error }) => {
          if (status === "kept") keptCount += 1;
          if (status === "failed") failures.add(source, error);
        },
        ({ broker }, resumed) =>
          this.output.note(
            resumed
              ? `Going on with ${broker.uri}`
              : `Making ${broker.uri}; if it is interrupted, run the same words with --resume`,
          ),
      );
    const { dataset, frozen } = await this.withProgress(services, flags, work).catch((error: unknown) => {
      failures.throwIfAny((error as Error).message);
      throw error;
    });
    const { doneItems, plannedBytes } = services.progress;
    const document = {
      ...toDatasetDocument(dataset.broker.uri, frozen?.admin ?? dataset.admin),
      items: frozen?.itemCount ?? doneItems,
      sizeBytes: frozen?.totalBytes ?? plannedBytes,
      kept: keptCount,
    };
    await this.output.result(document, dataset.broker.uri);
    if (!this.output.json)
      this.output.note(
        `${frozen === undefined ? "Added" : "Froze"} ${formatCount(document.items, "item")} (${formatSize(document.sizeBytes)})`,
      );
  }
}

interface CreateInput {
  readonly name: string;
  readonly base: string;
  readonly readme: string | undefined;
  readonly folder: string;
  readonly resume: boolean;
  readonly freeze: boolean;
}
