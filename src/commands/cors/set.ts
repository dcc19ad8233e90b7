import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { readTextArgument } from "../../lib/cli/read-text-argument.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";
import type { CorsPreset } from "../../lib/cors/cors-presets.js";
import type { CorsRule } from "../../lib/cors/cors-rules.js";

const PRESETS: readonly CorsPreset[] = ["browser-upload", "public-read", "any"];

export default class CorsSet extends BaseCommand {
  static override summary = "Replace a bucket's CORS rules by those of a file or a preset.";
  static override description =
    "The rules are printed before they are applied. With --dry-run nothing is applied and the difference to what is " +
    "there is shown. The preset `any` lets every web page use every method.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos --preset browser-upload --origin https://app.example.com",
    "<%= config.bin %> <%= command.id %> s3://photos rules.json --dry-run",
    "cat rules.json | <%= config.bin %> <%= command.id %> s3://photos -",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket" }),
    file: Args.string({ description: "rules as JSON; - for standard input" }),
  };
  static override flags = {
    preset: Flags.option({ options: PRESETS, exclusive: ["file"] })({
      description: "rules for a usual case",
    }),
    origin: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "URL",
      description: "who may call, with --preset (default: *)",
    }),
    "dry-run": Flags.boolean({ description: "show the difference, change nothing" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(CorsSet);
    const { bucket } = parseS3Uri(args.uri);
    const rules = await this.#rules(args.file, flags.preset, flags.origin);
    const [client, cors, { toCorsDocument }, { diffDocuments }] = await Promise.all([
      this.connect(flags),
      import("../../lib/cors/bucket-cors.js"),
      import("../../lib/cors/cors-rules.js"),
      import("../../lib/document/diff-documents.js"),
    ]);
    const document = toCorsDocument(rules);
    if (flags["dry-run"]) {
      const now = await cors.getCors(client, bucket, { signal: this.signal });
      const difference = diffDocuments(now === undefined ? undefined : toCorsDocument(now), document, "cors");
      const result = { bucket, applied: false, changed: difference !== "", difference, ...document };
      await this.output.result(result, difference === "" ? "Nothing would change" : difference);
      return;
    }
    this.output.note(JSON.stringify(document, null, 2));
    await cors.setCors(client, bucket, rules, { signal: this.signal });
    await this.output.result(
      { bucket, applied: true, ...document },
      `Set ${rules.length.toString()} CORS rules on s3://${bucket}`,
    );
  }

  async #rules(
    file: string | undefined,
    preset: CorsPreset | undefined,
    origins: string[] | undefined,
  ): Promise<readonly CorsRule[]> {
    if (preset !== undefined && file === undefined) {
      const { corsPreset } = await import("../../lib/cors/cors-presets.js");
      return corsPreset(preset, origins);
    }
    if (file === undefined || preset !== undefined) {
      throw new UsageError("Name either a file or a preset", { hints: [`Presets: ${PRESETS.join(", ")}`] });
    }
    if (origins !== undefined)
      throw new UsageError("--origin goes with --preset; a file names its own origins");
    const [text, { readCorsDocument }] = await Promise.all([
      readTextArgument(file, this.signal),
      import("../../lib/cors/read-cors-document.js"),
    ]);
    return readCorsDocument(text, file === "-" ? "stdin" : file);
  }
}
