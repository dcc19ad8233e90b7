import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { parseBucket } from "../../../lib/cli/parse-bucket.js";
import { readTextArgument } from "../../../lib/cli/read-text-argument.js";

export default class BucketLifecycleSet extends BaseCommand {
  static override summary =
    "Replace a bucket's lifecycle rules: what is deleted, moved or given up by itself, and when.";
  static override description =
    'Rules are S3\'s own JSON: {"Rules": [...]}, or the bare list. With --dry-run nothing is applied and the ' +
    "difference to what is there is shown. Afterwards the rules are read back; a store that kept less than it was " +
    "given is told of.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://logs rules.json --dry-run",
    `echo '[{"ID":"a-week","Status":"Enabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":7}}]' | <%= config.bin %> <%= command.id %> s3://logs -`,
  ];
  static override args = {
    bucket: Args.string({ required: true, description: "NAME or s3://NAME" }),
    file: Args.string({ required: true, description: "rules as JSON; - for standard input" }),
  };
  static override flags = {
    "dry-run": Flags.boolean({ description: "show the difference, change nothing" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(BucketLifecycleSet);
    const bucket = parseBucket(args.bucket);
    const [text, { readLifecycleDocument }, { comparableRules }, lifecycle, { diffDocuments }] =
      await Promise.all([
        readTextArgument(args.file, this.signal),
        import("../../../lib/bucket/read-lifecycle-document.js"),
        import("../../../lib/bucket/lifecycle-rules.js"),
        import("../../../lib/bucket/bucket-lifecycle.js"),
        import("../../../lib/document/diff-documents.js"),
      ]);
    const document = comparableRules(readLifecycleDocument(text, args.file === "-" ? "stdin" : args.file));
    const client = await this.connect(flags);
    if (flags["dry-run"]) {
      const now = await lifecycle.getLifecycle(client, bucket, { signal: this.signal });
      const before = now === undefined ? undefined : comparableRules(now);
      const difference = diffDocuments(before, document, "lifecycle");
      const result = { bucket, applied: false, changed: difference !== "", difference, ...document };
      await this.output.result(result, difference === "" ? "Nothing would change" : difference);
      return;
    }
    const kept = await lifecycle.setLifecycle(client, bucket, document, { signal: this.signal });
    const keeps = kept === undefined ? { Rules: [] } : comparableRules(kept);
    const hasNames = document.Rules.every(({ ID }) => ID !== undefined);
    // A store names the rules that have no name; that alone is no difference.
    const lost = hasNames ? diffDocuments(document, keeps, "lifecycle") : "";
    if (lost !== "") this.output.warn(`The store keeps other rules than it was given:\n${lost}`);
    await this.output.result(
      { bucket, applied: true, keptAsGiven: lost === "", ...(kept ?? { Rules: [] }) },
      `Set ${formatCount(document.Rules.length, "lifecycle rule")} on s3://${bucket}`,
    );
  }
}
