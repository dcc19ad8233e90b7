import { Args, Flags } from "@oclif/core";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Finding } from "../../lib/document/json-document.js";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatFinding } from "../../lib/cli/format-finding.js";
import { presetFlags, readPolicyText, type PolicyText } from "../../lib/cli/policy-source.js";
import {
  AccessDeniedError,
  ConflictError,
  UnsupportedByStoreError,
  UsageError,
} from "../../lib/errors/s3kit-error.js";
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
    const findings = await this.#check(policy, bucket, flags["allow-public-write"]);
    const document = JSON.parse(policy.text) as object;
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
    await this.#refuseBlocked(client, bucket, policy);
    for (const finding of findings) this.output.warn(formatFinding(policy.name, finding));
    this.output.note(JSON.stringify(document, null, 2));
    await setPolicy(client, bucket, JSON.stringify(document), { signal: this.signal });
    await this.output.result({ bucket, applied: true, policy: document }, `Set the policy of s3://${bucket}`);
  }

  /** What is worth a warning in a policy that may be sent. */
  async #check(policy: PolicyText, bucket: string, allowPublicWrite: boolean): Promise<readonly Finding[]> {
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
    return findings;
  }

  /** Stores refuse a public policy where such are blocked, without saying which statement it is. */
  async #refuseBlocked(client: S3Client, bucket: string, policy: PolicyText): Promise<void> {
    const { lintPolicy } = await import("../../lib/policy/lint-policy.js");
    const publicAccess = { blockPublicPolicy: true, restrictPublicBuckets: false };
    const { findings } = lintPolicy(policy.text, policy.name, { bucket, publicAccess });
    const finding = findings.find(({ rule }) => rule === "blocked");
    if (finding === undefined || !(await this.#blocksPolicies(client, bucket))) return;
    throw new ConflictError(formatFinding(policy.name, finding), {
      code: "PublicAccessBlocked",
      hints: [`Allow it, if that is what you want: s3kit bucket public-access allow s3://${bucket}`],
    });
  }

  async #blocksPolicies(client: S3Client, bucket: string): Promise<boolean> {
    const { getPublicAccessBlock } = await import("../../lib/bucket/public-access-block.js");
    try {
      const block = await getPublicAccessBlock(client, bucket, { signal: this.signal });
      return block?.blockPublicPolicy === true;
    } catch (error) {
      // A store without such blocks, or a caller who may not see them: the store has the last word anyhow.
      if (error instanceof UnsupportedByStoreError || error instanceof AccessDeniedError) return false;
      throw error;
    }
  }
}
