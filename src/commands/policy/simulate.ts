import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parsePairs } from "../../lib/cli/parse-pairs.js";
import { readPolicyOf } from "../../lib/cli/read-policy-of.js";

export default class PolicySimulate extends BaseCommand {
  static override summary =
    "Ask a policy about one request: allowed, denied, or not its business, and by which statement.";
  static override description =
    "Judges the policy alone, on this machine: the owner's own rights, ACLs and the public access block are not part of it. " +
    "Without --context it assumes TLS, the address 127.0.0.1, and now.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos --principal '*' --action s3:GetObject --resource s3://photos/cat.jpg",
    "<%= config.bin %> <%= command.id %> policy.json --principal arn:aws:iam::123456789012:user/eve --action PutObject --resource s3://photos/x --context aws:SourceIp=10.1.2.3",
  ];
  static override args = { source: Args.string({ required: true, description: "file, - or s3://bucket" }) };
  static override flags = {
    bucket: Flags.string({ helpValue: "NAME", description: "bucket that a file is for" }),
    principal: Flags.string({
      required: true,
      helpValue: "*|ARN",
      description: "who asks; * for a stranger",
    }),
    action: Flags.string({ required: true, helpValue: "ACTION", description: "s3:GetObject, or GetObject" }),
    resource: Flags.string({ required: true, helpValue: "URI|ARN", description: "what is asked for" }),
    context: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "KEY=VALUE",
      description: "condition key of the request",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicySimulate);
    const { simulatePolicy } = await import("../../lib/policy/simulate-policy.js");
    const { text, bucket } = await readPolicyOf(
      args.source,
      flags.bucket,
      () => this.connect(flags),
      this.signal,
    );
    const { principal, action, resource, context } = flags;
    const answer = simulatePolicy(text, bucket, {
      principal,
      action,
      resource,
      context: parsePairs(context ?? []),
    });
    await this.output.result({ principal, ...answer }, () => {
      const sid = answer.statement?.sid === undefined ? "" : ` (${answer.statement.sid})`;
      if (answer.statement === undefined)
        return "none: no statement is about it, so the policy does not allow it";
      return `${answer.decision}: by statement ${answer.statement.number.toString()}${sid}`;
    });
  }
}
