import { Args, Flags } from "@oclif/core";
import { DatasetCommand, datasetFlags } from "../../lib/cli/dataset-command.js";
import { formatItem, statusOf, toItemDocument, toListedDocument } from "../../lib/cli/format-dataset.js";
import { formatKey } from "../../lib/cli/format-key.js";
import { formatCount, formatSize } from "../../lib/cli/format-size.js";
import type { DatasetServices } from "../../lib/dataset/dataset-services.js";
import { looksLikeDataset } from "../../lib/dataset/dataset-uri.js";
import type { ListedDataset } from "../../lib/dataset/list-datasets.js";

export default class DatasetLs extends DatasetCommand {
  static override summary = "List the datasets of a bucket or folder, or the items of a dataset.";
  static override description =
    "Proto datasets are marked with *. What is registered and cannot be read, and keys that only look like registrations, " +
    "are listed as what they are.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data",
    "<%= config.bin %> <%= command.id %> ./datasets --long",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket, a folder of datasets, or a dataset" }),
  };
  static override flags = {
    long: Flags.boolean({ char: "l", description: "with creators and times" }),
    quiet: Flags.boolean({ char: "q", description: "URIs, or relpaths of items, alone" }),
    concurrency: datasetFlags.concurrency,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetLs);
    const services = await this.services(flags);
    if (looksLikeDataset(args.uri) || (await isDatasetFolder(services, args.uri))) {
      await this.#listItems(services, args.uri, flags.quiet);
      return;
    }
    const { listDatasets } = await import("../../lib/dataset/list-datasets.js");
    const counts = { dataset: 0, broken: 0, stray: 0 };
    for await (const listed of listDatasets(services, args.uri)) {
      counts[listed.kind] += 1;
      await this.output.item(toListedDocument(listed), () => this.#line(listed, flags));
    }
    const none = counts.dataset + counts.broken + counts.stray === 0;
    await this.output.summary(
      { datasets: counts.dataset, broken: counts.broken, stray: counts.stray },
      none ? `${args.uri} has no datasets: no registrations (dtool-UUID) are there` : "",
    );
  }

  async #listItems(services: DatasetServices, uri: string, quiet: boolean): Promise<void> {
    const [{ openDataset }, { listItems }] = await Promise.all([
      import("../../lib/dataset/open-dataset.js"),
      import("../../lib/dataset/list-items.js"),
    ]);
    const dataset = await openDataset(services, uri);
    const totals = { items: 0, sizeBytes: 0 };
    for await (const item of listItems(services, dataset)) {
      totals.items += 1;
      totals.sizeBytes += item.sizeBytes;
      await this.output.item(toItemDocument(item), () =>
        quiet ? formatKey(item.relpath) : formatItem(item),
      );
    }
    await this.output.summary(
      totals,
      `${formatCount(totals.items, "item")}, ${formatSize(totals.sizeBytes)}`,
    );
  }

  #line(listed: ListedDataset, { long, quiet }: { readonly long: boolean; readonly quiet: boolean }): string {
    if (listed.kind !== "dataset")
      return quiet
        ? ""
        : this.output.style("yellow", `${listed.kind}: ${formatKey(listed.uri)}: ${listed.reason}`);
    const { uri, admin } = listed;
    if (quiet) return uri;
    const isOpen = statusOf(admin) === "proto";
    const name = isOpen ? this.output.style("red", `*${admin.name}`) : admin.name;
    if (!long) return `${name}\n  ${uri}`;
    const seconds = admin.frozenAt ?? admin.createdAt;
    const date = seconds === undefined ? "" : new Date(seconds * 1000).toISOString().slice(0, 10);
    return `${name}\n  ${admin.creatorUsername ?? ""}  ${date}  ${uri}`;
  }
}

/** A folder may be a dataset, or hold some. */
async function isDatasetFolder(services: DatasetServices, uri: string): Promise<boolean> {
  if (uri.startsWith("s3://")) return false;
  const [{ parseDatasetUri }, { openBroker }] = await Promise.all([
    import("../../lib/dataset/dataset-uri.js"),
    import("../../lib/dataset/open-dataset.js"),
  ]);
  return (await (await openBroker(services, parseDatasetUri(uri))).readDocument("dtool")) !== undefined;
}
