import { Args } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import type { DecodedForm, DecodedUrl } from "../../lib/presign/decode-presigned.js";

export default class PolicyDecode extends BaseCommand {
  static override summary = "Show what a presigned URL, a POST policy or a whole form allows, and how long.";
  static override description = "Needs no store, and checks no signature: only the store has the secret.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> 'https://photos.s3.amazonaws.com/cat.jpg?X-Amz-Algorithm=…'",
    "<%= config.bin %> presign post s3://inbox/up/ --starts-with --json | <%= config.bin %> <%= command.id %> -",
  ];
  static override args = {
    text: Args.string({ required: true, description: "URL, Base64 policy or form; - for standard input" }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(PolicyDecode);
    const { decodePresigned } = await import("../../lib/presign/decode-presigned.js");
    const text = args.text === "-" ? await readTextArgument("-", this.signal) : args.text;
    const decoded = decodePresigned(text, new Date());
    await this.output.result(decoded, () =>
      (decoded.kind === "url" ? describeUrl(decoded) : describeForm(decoded)).join("\n"),
    );
  }
}

function describeUrl(url: DecodedUrl): readonly string[] {
  const parameters = Object.entries(url.parameters).map(([name, value]) => `${name}=${value}`);
  return [
    `presigned URL, ${url.signature}`,
    `host        ${url.host}`,
    `path        ${url.path}`,
    `key id      ${url.accessKeyId}${url.hasSessionToken ? " (temporary credentials: it ends with them)" : ""}`,
    ...(url.region === undefined ? [] : [`region      ${url.region}`]),
    ...(url.requiredHeaders.length === 0 ? [] : [`must send   ${url.requiredHeaders.join(", ")}`]),
    ...(parameters.length === 0 ? [] : [`parameters  ${parameters.join(", ")}`]),
    `expires     ${url.expiresAt.toISOString()}, ${timeLeft(url.secondsLeft)}`,
  ];
}

function describeForm(form: DecodedForm): readonly string[] {
  return [
    "POST policy",
    `key id      ${form.accessKeyId ?? "(not in it)"}`,
    `expires     ${form.expiresAt.toISOString()}, ${timeLeft(form.secondsLeft)}`,
    ...form.meanings.map((meaning) => `- ${meaning}`),
  ];
}

function timeLeft(seconds: number): string {
  const size = Math.abs(seconds);
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ] as const;
  const [length, unit] = units.find(([unitSeconds]) => size >= unitSeconds) ?? [1, "s"];
  const text = `${Math.floor(size / length).toString()}${unit}`;
  return seconds > 0 ? `${text} left` : `expired ${text} ago`;
}
