import { fileURLToPath } from "node:url";
import { BaseCommand } from "../lib/cli/base-command.js";
import type { DemoStore } from "../lib/demo/demo-store.js";

export default class Demo extends BaseCommand {
  static override summary = "Try s3kit on a throw-away store with sample data: no account, no server.";
  static override description =
    "On a terminal it opens the explorer. Elsewhere (CI, a pipe) it makes a short tour with the real commands, " +
    "and ends with status 0 when each of them did what it should. The store is gone at the end.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  override async run(): Promise<void> {
    await this.parse(Demo);
    const { startDemoStore } = await import("../lib/demo/demo-store.js");
    const store = await startDemoStore();
    try {
      if (process.stdout.isTTY && process.stdin.isTTY && !this.output.json) await this.#explore(store);
      else await this.#tour(store);
    } finally {
      await store.close();
    }
  }

  async #explore(store: DemoStore): Promise<void> {
    const { execa } = await import("execa");
    const [command, ...args] = program();
    await execa(command, [...args, "tui"], {
      env: store.environment,
      stdio: "inherit",
      cancelSignal: this.signal,
    });
  }

  async #tour(store: DemoStore): Promise<void> {
    const { runTour } = await import("../lib/demo/tour.js");
    const { environment, folder } = store;
    for await (const step of runTour({ program: program(), environment, folder, signal: this.signal })) {
      await this.output.item(
        step,
        () => `${this.output.style("bold", step.title)}\n$ ${step.command}\n${step.output}\n`,
      );
    }
    await this.output.result(
      { type: "summary", ok: true },
      "All of it worked. On a terminal, this opens the explorer.",
    );
  }
}

/** What stands for `s3kit`: this Node and this package's program. */
function program(): readonly [string, ...string[]] {
  return [process.execPath, fileURLToPath(new URL("../../bin/run.js", import.meta.url))];
}
