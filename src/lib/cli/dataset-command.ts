import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../config/connection-settings.js";
import type { BucketConnection } from "../dataset/config/bucket-settings.js";
import type { DtoolConfig } from "../dataset/config/dtool-config.js";
import type { DatasetServices } from "../dataset/dataset-services.js";
import type { DatasetState, OpenDataset } from "../dataset/open-dataset.js";
import { BaseCommand } from "./base-command.js";
import { boundOldHeap } from "./bound-heap.js";
import type { ParsedConnectionFlags } from "./connection-flags.js";
import { startProgress, type ProgressDisplay } from "./transfer-progress.js";

const DEFAULT_CONCURRENCY = 32;

/** The argument that most commands for datasets have. */
export const datasetArg = {
  uri: Args.string({ required: true, description: "s3://bucket/uuid, or the folder of a dataset" }),
};

/** The flags of commands that move or read the items of datasets. */
export const datasetFlags = {
  concurrency: Flags.integer({
    default: DEFAULT_CONCURRENCY,
    min: 1,
    max: 256,
    helpValue: "N",
    description: "requests, or files, in flight",
  }),
  progress: Flags.boolean({
    allowNo: true,
    description: "tell on stderr how far it is (default: on, off with --json)",
  }),
};

interface DatasetFlags extends ParsedConnectionFlags {
  readonly concurrency?: number | undefined;
}

/** Connection flags, and the keys that dtool's settings give a bucket of its own. */
interface BucketFlags extends ParsedConnectionFlags {
  readonly own?: BucketConnection | undefined;
}

/** What commands for datasets share: dtool's settings, and the store of each bucket. */
export abstract class DatasetCommand extends BaseCommand {
  protected async services(flags: DatasetFlags): Promise<DatasetServices> {
    const [config, { transferStateFolder }, { createTransferProgress }] = await Promise.all([
      this.loadConfig(),
      import("../transfer/state-folder.js"),
      import("../transfer/transfer-progress.js"),
    ]);
    boundOldHeap();
    const clients = new Map<string, Promise<S3Client>>();
    let shared: Promise<S3Client> | undefined;
    const connectBucket = async (bucket: string): Promise<S3Client> => {
      const own = await this.#ownConnection(config, bucket, flags);
      if (own !== undefined) return this.connect({ ...flags, endpoint: own.endpoint, own } as BucketFlags);
      return (shared ??= this.connect(flags));
    };
    return {
      config,
      clientFor: (bucket) => {
        const client = clients.get(bucket) ?? connectBucket(bucket);
        clients.set(bucket, client);
        return client;
      },
      signal: this.signal,
      concurrency: flags.concurrency ?? DEFAULT_CONCURRENCY,
      stateFolder: transferStateFolder(process.env),
      note: (text) => this.output.warn(text),
      progress: createTransferProgress(),
    };
  }

  /** The dataset that was named. @throws what `openDataset` does */
  protected async openDataset(
    flags: DatasetFlags,
    uri: string,
    state?: DatasetState,
  ): Promise<{ readonly services: DatasetServices; readonly dataset: OpenDataset }> {
    const [services, { openDataset }] = await Promise.all([
      this.services(flags),
      import("../dataset/open-dataset.js"),
    ]);
    return { services, dataset: await openDataset(services, uri, state) };
  }

  protected async loadConfig(): Promise<DtoolConfig> {
    const { loadDtoolConfig } = await import("../dataset/config/dtool-config.js");
    return loadDtoolConfig(process.env);
  }

  /** Show how far it is while `work` goes on. */
  protected async withProgress<Result>(
    services: DatasetServices,
    flags: { readonly progress?: boolean | undefined },
    work: (display: ProgressDisplay | undefined) => Promise<Result>,
  ): Promise<Result> {
    const wanted = flags.progress ?? (!this.output.json && process.stderr.isTTY);
    const display = wanted ? startProgress(services.progress, process.stderr) : undefined;
    try {
      return await work(display);
    } finally {
      display?.stop();
    }
  }

  protected override async resolve(flags: BucketFlags): Promise<ConnectionSettings> {
    const settings = await super.resolve(flags);
    if (flags.own === undefined) return settings;
    const { accessKeyId, secretAccessKey } = flags.own;
    return { ...settings, credentials: { accessKeyId, secretAccessKey } };
  }

  /** Flags go before dtool's settings. */
  async #ownConnection(
    config: DtoolConfig,
    bucket: string,
    flags: ParsedConnectionFlags,
  ): Promise<BucketConnection | undefined> {
    if (flags.endpoint !== undefined || flags.profile !== undefined) return undefined;
    const { bucketConnection } = await import("../dataset/config/bucket-settings.js");
    return bucketConnection(config, bucket);
  }
}
