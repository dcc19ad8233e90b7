import { Args, Flags } from "@oclif/core";
import { formatGrantLine, formatOwnGrant } from "../../lib/cli/format-grants.js";
import { formatCount } from "../../lib/cli/format-size.js";
import { grantPermissionFlag, GrantsCommand } from "../../lib/cli/grants-command.js";
import type { AccessExplanation, JudgedGrant } from "../../lib/grants/explain-access.js";

export default class GrantsExplain extends GrantsCommand {
  static override summary =
    "Say which grant gives somebody access to a place, and why the others do not; or who has access at all.";
  static override description =
    "Reads all grants, which is for administrators. Whoever is also in groups of the directory is given by several --for.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://reports/q1.csv --for arn:aws:iam::111122223333:user/ada",
    "<%= config.bin %> <%= command.id %> s3://reports/q1.csv",
    "<%= config.bin %> <%= command.id %> 's3://team/*' --for arn:aws:iam::111122223333:user/ada --for team-a --permission WRITE",
  ];
  static override args = {
    target: Args.string({ required: true, description: "s3://bucket/key, or s3://bucket/prefix*" }),
  };
  static override flags = {
    for: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "ARN|ID",
      description:
        "the principal: ARN of a user or role, id of a user or group; repeatable (default: everybody)",
    }),
    permission: grantPermissionFlag({ default: "READ", description: "what is to be done" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsExplain);
    if (flags.for === undefined) return this.#showReach(args.target, flags);
    const question = { target: args.target, permission: flags.permission, principals: flags.for };
    const [{ listGrants }, { explainAccess }] = await Promise.all([
      import("../../lib/grants/grants.js"),
      import("../../lib/grants/explain-access.js"),
    ]);
    const explanation = await this.withGrants(flags, async (grants) =>
      explainAccess(listGrants(grants, {}, { signal: this.signal }), question),
    );
    for (const judged of explanation.judged) {
      const { grant, verdict, reason } = judged;
      await this.output.item({ type: "grant", verdict, reason, ...grant }, () => this.#format(judged));
    }
    const { chosen, unrelatedCount } = explanation;
    const isAllowed = chosen !== undefined;
    const summary = { ...question, isAllowed, grantId: chosen?.id ?? null, unrelated: unrelatedCount };
    await this.output.summary(summary, () => describe(explanation, question));
  }

  /** Without a principal: who has any access at all. */
  async #showReach(target: string, flags: Parameters<GrantsCommand["withGrants"]>[0]): Promise<void> {
    const { surveyGrants } = await import("../../lib/grants/survey-grants.js");
    const found = await this.withGrants(flags, async (grants) =>
      surveyGrants(grants, { target, most: Infinity }, { signal: this.signal }),
    );
    if (found.seenBy === "grantee") {
      for (const grant of found.grants)
        await this.output.item({ type: "grant", verdict: "own", ...grant }, () => formatOwnGrant(grant));
    } else {
      for (const grant of found.grants)
        await this.output.item({ type: "grant", verdict: "reaches", ...grant }, () => formatGrantLine(grant));
      for (const grant of found.parts)
        await this.output.item(
          { type: "grant", verdict: "part", ...grant },
          () => `${formatGrantLine(grant)}  (a part)`,
        );
    }
    const parts = found.seenBy === "grantee" ? 0 : found.parts.length;
    const summary = { target, seenBy: found.seenBy, grants: found.grants.length, parts };
    const whose = found.seenBy === "grantee" ? "of your own grants" : "grants";
    await this.output.summary(summary, `${found.grants.length.toString()} ${whose} reach ${target}`);
  }

  #format({ grant, verdict, reason }: JudgedGrant): string {
    const mark = verdict === "chosen" ? this.output.style("green", "✓") : this.output.style("dim", "✗");
    return `${mark} ${formatGrantLine(grant)}\n  ${reason}`;
  }
}

function describe(
  { chosen, unrelatedCount }: AccessExplanation,
  { permission, target }: { readonly permission: string; readonly target: string },
): string {
  const others = unrelatedCount === 0 ? "" : `; ${formatCount(unrelatedCount, "other grant")} elsewhere`;
  return chosen === undefined
    ? `No grant gives ${permission} on ${target}${others}`
    : `${permission} on ${target} comes from ${chosen.id}${others}`;
}
