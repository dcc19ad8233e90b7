import { basename } from "node:path";
import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatSize } from "../../../lib/cli/format-size.js";
import { eventFlag, hooksFlag, proxyConfigFlag } from "../../../lib/cli/hook-flags.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";
import { EXIT } from "../../../lib/errors/exit-codes.js";
import type { TriedHook } from "../../../lib/proxy/hooks/try-hooks.js";

export default class ProxyHooksTest extends BaseCommand {
  static override summary = "Run hooks on a local file, and show what they say and how long they take.";
  static override description =
    "Each hook of the event runs by itself, in the order of the proxy; one that changes content changes it for those after " +
    "it. Nothing is sent anywhere, but by what the hooks themselves do. Exit status 5 when one refuses or fails.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> photo.jpg --event preUploadBeforeCheck",
    "<%= config.bin %> <%= command.id %> photo.jpg --event preUploadUnsafe --hook resize --hooks ./hooks --content-type image/jpeg",
  ];
  static override args = {
    file: Args.string({ required: true, description: "file whose content stands in for the object's" }),
  };
  static override flags = {
    event: eventFlag({ required: true, description: "event whose hooks are run" }),
    hook: Flags.string({ helpValue: "NAME", description: "run this one only" }),
    hooks: hooksFlag,
    config: proxyConfigFlag,
    operation: Flags.string({
      helpValue: "NAME",
      description: "operation that hooks are told (default: PutObject; GetObject for postRetrieve)",
    }),
    bucket: Flags.string({ default: "bucket", helpValue: "NAME", description: "bucket that hooks are told" }),
    key: Flags.string({
      helpValue: "KEY",
      description: "key that hooks are told (default: the file's name)",
    }),
    "content-type": Flags.string({ helpValue: "TYPE", description: "content type that hooks are told" }),
    metadata: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "NAME=VALUE",
      description: "user metadata that hooks are told; repeatable",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ProxyHooksTest);
    const metadata = parsePairs(flags.metadata, "--metadata");
    const [{ loadConfiguredHooks }, { tryHooks }] = await Promise.all([
      import("../../../lib/proxy/hooks/load-configured-hooks.js"),
      import("../../../lib/proxy/hooks/try-hooks.js"),
    ]);
    const set = await loadConfiguredHooks({
      dirs: flags.hooks,
      config: flags.config,
      env: process.env,
    });
    try {
      const facts = {
        operation: flags.operation ?? (flags.event === "postRetrieve" ? "GetObject" : "PutObject"),
        bucket: flags.bucket,
        key: flags.key ?? basename(args.file),
        contentType: flags["content-type"],
        etag: undefined,
        versionId: undefined,
        metadata,
        accessKeyId: undefined,
        requestId: "TEST000000000000",
        remoteAddress: "127.0.0.1",
      };
      let refusals = 0;
      let hooks = 0;
      for await (const tried of tryHooks(
        set,
        { file: args.file, event: flags.event, hook: flags.hook, facts },
        this.signal,
      )) {
        hooks += 1;
        if (tried.outcome !== "passed") refusals += 1;
        await this.output.item({ type: "verdict", ...tried }, () => describe(tried));
      }
      await this.output.summary({ hooks, refusals }, "");
      if (refusals > 0) process.exitCode = EXIT.denied;
    } finally {
      await set.close();
    }
  }
}

function describe({ hook, outcome, reason, error, durationMs, changedToBytes }: TriedHook): string {
  const time = `${durationMs.toFixed(1)} ms`;
  const changed = changedToBytes === undefined ? "" : `, content is now ${formatSize(changedToBytes)}`;
  const why = [reason?.trim(), error].filter((text) => text !== undefined).join("; ");
  return `${outcome.padEnd(7)}  ${time.padStart(10)}  ${hook}${changed}${why === "" ? "" : `: ${why}`}`;
}
