import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { createKeyFormatter } from "../lib/cli/format-key.js";
import { toListingDocument } from "../lib/cli/format-listing.js";
import { formatCount, formatSize } from "../lib/cli/format-size.js";
import { nothingFound } from "../lib/cli/nothing-found.js";
import type { TreeNode } from "../lib/object/walk-tree.js";
import { formatS3Uri, parseS3Uri } from "../lib/s3/uri.js";

export default class Tree extends BaseCommand {
  static override summary = "Show the keys under a prefix as a tree.";
  static override description =
    "Prints as answers come in. Prefixes at the last level of --depth are shown closed.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos --depth 2",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/ --sizes",
  ];
  static override args = { uri: Args.string({ required: true, description: "s3://bucket/folder" }) };
  static override flags = {
    depth: Flags.integer({ char: "L", min: 1, description: "how many levels; without it, all" }),
    sizes: Flags.boolean({ char: "s", description: "sizes of the objects" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Tree);
    const { bucket, key } = parseS3Uri(args.uri);
    const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
    const [client, { walkTree }] = await Promise.all([
      this.connect(flags),
      import("../lib/object/walk-tree.js"),
    ]);
    const formatKey = createKeyFormatter(process.stdout);
    const counts = { prefixes: 0, objects: 0 };
    const nodes = walkTree(
      client,
      { bucket, prefix, depth: flags.depth ?? Infinity },
      { signal: this.signal },
    );
    for await (const node of nodes) {
      // Not before the first answer: the bucket may not be there.
      if (counts.objects + counts.prefixes === 0)
        await this.#printRoot(formatKey(formatS3Uri({ bucket, key: prefix })));
      if (node.entry.kind === "prefix") counts.prefixes += 1;
      else counts.objects += 1;
      const document = { ...toListingDocument(bucket, node.entry), depth: node.isLast.length };
      await this.output.item(document, () => formatNode(node, flags.sizes, formatKey));
    }
    if (counts.objects + counts.prefixes === 0 && key !== "") throw nothingFound([args.uri], { raw: true });
    await this.output.summary(
      counts,
      `${formatCount(counts.prefixes, "prefix", "prefixes")}, ${formatCount(counts.objects, "object")}`,
    );
  }

  async #printRoot(uri: string): Promise<void> {
    if (!this.output.json) await this.output.item({}, uri);
  }
}

function formatNode(
  { entry, name, isLast }: TreeNode,
  sizes: boolean,
  formatKey: (key: string) => string,
): string {
  const above = isLast.slice(0, -1).map((last) => (last ? "    " : "│   "));
  const branch = isLast.at(-1) === true ? "└── " : "├── ";
  const size = sizes && entry.kind === "object" ? `  (${formatSize(entry.sizeBytes)})` : "";
  return `${above.join("")}${branch}${formatKey(name)}${size}`;
}
