import { Flags } from "@oclif/core";
import { DatasetCommand, datasetArg } from "../../lib/cli/dataset-command.js";
import { parseDuration } from "../../lib/cli/parse-time.js";

export default class DatasetPublish extends DatasetCommand {
  static override summary = "Let others read a frozen dataset over HTTP, without credentials.";
  static override description =
    "By default through URLs that are signed and expire, a week from now at most. --public opens each object to the world by " +
    "its ACL, where the bucket lets you. Anybody with the printed URL can read the dataset; dtool takes the access URL.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --expires 1d",
    "<%= config.bin %> <%= command.id %> s3://data/1f4eb8c5-9a6d-4b1e-8f0e-0d6f3f4d4b4e --public",
  ];
  static override args = datasetArg;
  static override flags = {
    expires: Flags.string({
      helpValue: "SPAN",
      exclusive: ["public"],
      description:
        "how long the URLs work, such as 12h; 7d at most (default: DTOOL_S3_PUBLISH_EXPIRY, else 7d)",
    }),
    public: Flags.boolean({
      exclusive: ["expires"],
      description: "open the objects to the world by their ACLs",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DatasetPublish);
    const { services, dataset } = await this.openDataset(flags, args.uri, "frozen");
    const [{ publishDataset }, { publishExpiry }] = await Promise.all([
      import("../../lib/dataset/publish/publish-dataset.js"),
      import("../../lib/dataset/config/publish-expiry.js"),
    ]);
    const way = flags.public
      ? ({ kind: "public" } as const)
      : ({
          kind: "presigned",
          expiresInSeconds:
            flags.expires === undefined
              ? publishExpiry(services.config)
              : Math.round(parseDuration(flags.expires) / 1000),
        } as const);
    const { accessUrl, manifestUrl, expiresAt } = await publishDataset(services, dataset, way);
    const { uri } = dataset.broker;
    await this.output.result(
      { type: "published", uri, way: way.kind, accessUrl, manifestUrl, expiresAt },
      accessUrl,
    );
    if (!this.output.json)
      this.output.note(
        `${expiresAt === undefined ? "Open to the world" : `Works until ${expiresAt.toISOString()}`}; list of URLs: ${manifestUrl}`,
      );
  }
}
