import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { eventFlag } from "../../../lib/cli/hook-flags.js";

export default class ProxyHooksNew extends BaseCommand {
  static override summary = "Write a hook to start from.";
  static override description =
    "Into the folder from which `proxy serve` loads hooks, together with settings by which editors know the types of " +
    "s3kit/hooks. An existing file stays as it is.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> scan-pictures",
    "<%= config.bin %> <%= command.id %> tell-us --event postUpload --js --hooks ./hooks",
  ];
  static override args = {
    name: Args.string({ required: true, description: "letters, digits and dashes: scan-pictures" }),
  };
  static override flags = {
    event: eventFlag({ default: "preUploadBeforeCheck", description: "when it is called" }),
    hooks: Flags.string({ helpValue: "DIR", description: "folder (default: `hooks` in s3kit's own folder)" }),
    ts: Flags.boolean({ description: "TypeScript (the default)", exclusive: ["js"] }),
    js: Flags.boolean({ description: "JavaScript" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyHooksNew);
    const [{ userHooksFolder }, { writeNewHook }] = await Promise.all([
      import("../../../lib/proxy/hooks/load-hooks.js"),
      import("../../../lib/proxy/hooks/new-hook.js"),
    ]);
    const path = await writeNewHook({
      dir: flags.hooks ?? userHooksFolder(process.env),
      name: args.name,
      event: flags.event,
      language: flags.js ? "js" : "ts",
    });
    await this.output.result({ type: "hook", path, event: flags.event }, path);
  }
}
