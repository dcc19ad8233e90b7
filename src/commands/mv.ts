import { Args } from "@oclif/core";
import { CopyCommand, copyFlags } from "../lib/cli/copy-command.js";

export default class Mv extends CopyCommand {
  static override summary = "Move files and objects: up, down, within a store and between stores.";
  static override description =
    "Copies as cp does, looks that the copy is there in full, then deletes the source. A source whose copy is not " +
    "confirmed, or that changed meanwhile, is kept. There is no rename in S3: moving a prefix copies each object.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/cat.jpg s3://photos/2024/",
    "<%= config.bin %> <%= command.id %> --recursive ./finished s3://archive/finished",
    "<%= config.bin %> <%= command.id %> 's3://logs/2023-*.gz' s3://archive/logs/ --dry-run",
  ];
  static override args = {
    source: Args.string({ required: true, description: "path or s3://bucket/key (wildcards allowed)" }),
    destination: Args.string({ required: true, description: "path or s3://bucket/key" }),
  };
  static override flags = copyFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Mv);
    await this.copy(args, flags, { moves: true });
  }
}
