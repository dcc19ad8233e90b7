import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatFinding } from "../../lib/cli/format-finding.js";
import { presetFlags, readPolicyText } from "../../lib/cli/policy-source.js";
import { ConflictError, UsageError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class PolicySet extends BaseCommand {
  static override summary = "Replace a bucket's policy by that of a file or a preset, after checking it.";
  static override description =
    "The policy is linted first (`policy lint`): with an error in it nothing is sent. A policy that lets the world write " +
    "is refused without --allow-public-write. It is printed before it is applied; --dry-run shows the difference instead.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos policy.json --dry-run",
    "<%= config.bin %> <%= command.id %> s3://site --preset public-read",
    "<%= config.bin %> <%= command.id %> s3://data --preset prefix-writer --name olsson --principal arn:aws:iam:::user/olsson",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket" }),
    file: Args.string({ description: "policy as JSON; - for standard input" }),
  };
  static override flags = {
    ...presetFlags,
    "allow-public-write": Flags.boolean({ description: "take a policy that lets everybody write or delete" }),
    "dry-run": Flags.boolean({ description: "show the difference, change nothing" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicySet);
    const { bucket } = parseS3Uri(args.uri);
    const policy = await readPolicyText(args.file, flags, bucket, this.signal);
    const document = await this.#check(policy, bucket, flags["allow-public-write"]);
    const [client, { getPolicy, setPolicy }, { diffDocuments }] = await Promise.all([
      this.connect(flags),
      import("../../lib/policy/bucket-policy.js"),
      import("../../lib/document/diff-documents.js"),
    ]);
    if (flags["dry-run"]) {
      const now = await getPolicy(client, bucket, { signal: this.signal });
      const difference = diffDocuments(now === undefined ? undefined : JSON.parse(now), document, "policy");
      const result = { bucket, applied: false, changed: difference !== "", difference, policy: document };
      await this.output.result(result, difference === "" ? "Nothing would change" : difference);
      return;
    }
    this.output.note(JSON.stringify(document, null, 2));
    await setPolicy(client, bucket, JSON.stringify(document), { signal: this.signal });
    await this.output.result({ bucket, applied: true, policy: document }, `Set the policy of s3://${bucket}`);
  }

  /** The document, when nothing speaks against it. */
  async #check(
    policy: { text: string; name: string },
    bucket: string,
    allowPublicWrite: boolean,
  ): Promise<object> {
    const { lintPolicy } = await import("../../lib/policy/lint-policy.js");
    const { findings } = lintPolicy(policy.text, policy.name, { bucket });
    const errors = findings.filter(({ severity }) => severity === "error");
    const [first] = errors;
    if (first !== undefined) {
      for (const error of errors.slice(1)) this.output.note(formatFinding(policy.name, error));
      throw new UsageError(formatFinding(policy.name, first), {
        code: "InvalidPolicy",
        hints: first.hint === undefined ? [] : [first.hint],
      });
    }
    const open = findings.find(({ rule }) => rule === "public-write");
    if (open !== undefined && !allowPublicWrite) {
      throw new ConflictError(formatFinding(policy.name, open), {
        code: "PublicWrite",
        hints: ["Name the principals", "Pass --allow-public-write if the whole world shall do that"],
      });
    }
    for (const finding of findings) this.output.warn(formatFinding(policy.name, finding));
    return JSON.parse(policy.text) as object;
  }
}
