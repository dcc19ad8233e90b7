import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../lib/cli/base-command.js";
import { toConnectionRequest } from "../lib/cli/connection-flags.js";
import type { ConnectionSettings } from "../lib/config/connection-settings.js";
import { UsageError } from "../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../lib/s3/uri.js";

export default class Tui extends BaseCommand {
  static override summary =
    "Explore a store full-screen: buckets, keys, what is in objects, versions, settings, transfers.";
  static override description =
    "Inside, ? shows what every key does and : finds any action. Listings and transfers run in the background, and it " +
    "asks before anything is lost. explorer.json sets keys and colours: see docs/explorer.md.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> s3://photos/2026/",
    "<%= config.bin %> <%= command.id %> --profile backup --theme light",
  ];
  static override args = {
    uri: Args.string({ description: "where to begin: s3://bucket/prefix; without it, all buckets" }),
  };
  static override flags = {
    theme: Flags.option({
      options: ["dark", "light", "contrast", "none"] as const,
      description: "colours (default: by explorer.json, else by the terminal; none with NO_COLOR)",
    })(),
    mouse: Flags.boolean({
      allowNo: true,
      description: "take clicks and the wheel; --no-mouse leaves them to the terminal (M switches)",
    }),
    "read-only": Flags.boolean({ description: "refuse whatever would change something in the store" }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Tui);
    requireTerminal();
    const uri = args.uri === undefined ? undefined : parseS3Uri(args.uri);
    const [settings, { startExplorer }, { storeFlags }] = await Promise.all([
      this.resolve(flags),
      import("../ui/start-explorer.js"),
      import("../ui/state/store-ref.js"),
    ]);
    await startExplorer({
      // On the terminal, lines about requests would be drawn across the screen.
      client: this.connect({ ...flags, verbose: flags.verbose && !process.stderr.isTTY }),
      storeLabel: storeLabel(settings),
      storeFlags: storeFlags(toConnectionRequest(flags)),
      mouse: flags.mouse,
      readOnly: flags["read-only"] ? true : undefined,
      uri,
      theme: flags["no-color"] ? "none" : flags.theme,
      signal: this.signal,
    });
  }
}

function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new UsageError("The explorer needs a terminal for its keys and its screen", {
    code: "NoTerminal",
    hints: ["Run it without pipes or redirections", "In scripts, use `s3kit ls` or `s3kit find`"],
  });
}

function storeLabel({ profile, endpoint, region }: ConnectionSettings): string {
  const store = endpoint === undefined ? `AWS ${region}` : new URL(endpoint).host;
  return profile === undefined ? store : `${profile} · ${store}`;
}
