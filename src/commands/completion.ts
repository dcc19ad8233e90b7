import { Args } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import {
  COMPLETION_SHELLS,
  completionInstructions,
  completionScript,
  type CompletionShell,
} from "../lib/cli/complete/completion-script.js";

export default class Completion extends BaseCommand {
  static override summary =
    "Print the script that makes a shell complete commands, flags, profiles, buckets and keys.";
  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> bash)"',
    "<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/s3kit.fish",
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...COMPLETION_SHELLS], description: "the shell" }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const shell = args.shell as CompletionShell;
    const script = completionScript(shell);
    await this.output.result({ shell, script }, script.trimEnd());
    if (process.stdout.isTTY) this.output.note(completionInstructions(shell));
  }
}
