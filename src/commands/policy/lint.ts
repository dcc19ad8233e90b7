import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatFinding } from "../../lib/cli/format-finding.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import { EXIT } from "../../lib/errors/exit-codes.js";
import type { LintContext } from "../../lib/policy/lint-policy.js";
import { isS3Uri, parseS3Uri } from "../../lib/s3/uri.js";

type Client = Awaited<ReturnType<BaseCommand["connect"]>>;

interface PolicyToLint {
  readonly text: string;
  readonly name: string;
  readonly context: LintContext;
}

export default class PolicyLint extends BaseCommand {
  static override summary =
    "Find what a store would refuse in a policy, and what does not do what it seems to.";
  static override description =
    "Needs no store for a file. For s3://bucket it lints the policy that is there, and takes the bucket's public access " +
    "block into account. Exit status 2 when there is an error, 0 with warnings alone.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> policy.json --bucket photos",
    "<%= config.bin %> <%= command.id %> s3://photos",
  ];
  static override args = { source: Args.string({ required: true, description: "file, - or s3://bucket" }) };
  static override flags = {
    bucket: Flags.string({ helpValue: "NAME", description: "bucket that the file is for" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyLint);
    const { lintPolicy } = await import("../../lib/policy/lint-policy.js");
    const { text, name, context } = isS3Uri(args.source)
      ? await this.#loadStored(parseS3Uri(args.source).bucket, this.connect(flags))
      : await this.#loadFile(args.source, flags.bucket);
    const { findings } = lintPolicy(text, name, context);
    for (const finding of findings) {
      const word = this.output.style(finding.severity === "error" ? "red" : "yellow", finding.severity);
      const hint = finding.hint === undefined ? "" : `\n  ${finding.hint}`;
      await this.output.item(
        finding,
        () => `${word} ${formatFinding(name, finding)} [${finding.rule}]${hint}`,
      );
    }
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const warnings = findings.length - errors;
    await this.output.summary(
      { errors, warnings },
      `${errors.toString()} errors, ${warnings.toString()} warnings`,
    );
    if (errors > 0) process.exitCode = EXIT.usage;
  }

  async #loadFile(file: string, bucket: string | undefined): Promise<PolicyToLint> {
    const text = await readTextArgument(file, this.signal);
    return { text, name: file === "-" ? "stdin" : file, context: { bucket } };
  }

  async #loadStored(bucket: string, client: Promise<Client>): Promise<PolicyToLint> {
    const [connected, { loadPolicy }, { describeBucket }] = await Promise.all([
      client,
      import("../../lib/policy/load-policy.js"),
      import("../../lib/bucket/describe-bucket.js"),
    ]);
    const [text, description] = await Promise.all([
      loadPolicy(connected, bucket, { signal: this.signal }),
      describeBucket(connected, bucket, { signal: this.signal }),
    ]);
    const { publicAccessBlock } = description;
    const publicAccess = publicAccessBlock.state === "set" ? publicAccessBlock.value : undefined;
    return {
      text: JSON.stringify(JSON.parse(text), null, 2),
      name: "policy",
      context: { bucket, publicAccess },
    };
  }
}
