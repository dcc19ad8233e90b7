import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseS3Uri } from "../../lib/s3/uri.js";
import type { RuleVerdict } from "../../lib/cors/explain-cors.js";

const METHODS = ["GET", "PUT", "POST", "DELETE", "HEAD"] as const;

export default class CorsTest extends BaseCommand {
  static override summary = "Ask the store what a browser would ask, and explain its answer rule by rule.";
  static override description =
    "Sends a real preflight request, unsigned, for the bucket or the object named; the object need not exist. " +
    "Exit status 5 when a browser would refuse.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/cat.jpg --origin https://app.example.com --method PUT --header content-type",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket or s3://bucket/key" }),
  };
  static override flags = {
    origin: Flags.string({ required: true, helpValue: "URL", description: "where the web page comes from" }),
    method: Flags.option({ options: METHODS })({ default: "GET", description: "what the page wants to do" }),
    header: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "NAME",
      description: "header that it wants to send",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(CorsTest);
    const place = parseS3Uri(args.uri);
    const question = { origin: flags.origin, method: flags.method, headers: flags.header };
    const [client, { sendPreflight }, { getCors }, { explainCors }] = await Promise.all([
      this.connect(flags),
      import("../../lib/cors/send-preflight.js"),
      import("../../lib/cors/bucket-cors.js"),
      import("../../lib/cors/explain-cors.js"),
    ]);
    const options = { signal: this.signal };
    const [answer, rules] = await Promise.all([
      sendPreflight(client, place, question, options),
      getCors(client, place.bucket, options),
    ]);
    const verdicts = explainCors(rules ?? [], question);
    await this.output.result({ ...question, ...answer, rules: verdicts }, () =>
      describe(question, answer, verdicts),
    );
    if (!answer.allowed) process.exitCode = 5;
  }
}

function describe(
  question: { origin: string; method: string },
  answer: { status: number; headers: Readonly<Record<string, string>>; allowed: boolean },
  verdicts: readonly RuleVerdict[],
): string {
  const verdict = answer.allowed ? "would send it" : "would refuse to send it";
  const headers = Object.entries(answer.headers).map(([name, value]) => `  ${name}: ${value}`);
  const rules = verdicts.map(({ number, id, matches, reasons }) => {
    const name = `rule ${number.toString()}${id === undefined ? "" : ` (${id})`}`;
    return matches ? `${name}: matches` : `${name}: no: ${reasons.join("; ")}`;
  });
  return [
    `${question.method} from ${question.origin}: a browser ${verdict} (the store answered ${answer.status.toString()})`,
    ...headers,
    ...(rules.length === 0 ? ["The bucket has no CORS rules"] : rules),
  ].join("\n");
}
