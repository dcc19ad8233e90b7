import { BaseCommand } from "../../../lib/cli/base-command.js";
import { formatTable } from "../../../lib/cli/format-columns.js";
import { hooksFlag, proxyConfigFlag } from "../../../lib/cli/hook-flags.js";
import type { RegisteredHook } from "../../../lib/proxy/hooks/hook-api.js";

export default class ProxyHooksList extends BaseCommand {
  static override summary =
    "List the hooks that a proxy would run, in their order, and where they come from.";
  static override description =
    "Loads the hook files as `proxy serve` does: what is wrong with them is said here too.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --hooks ./hooks --json",
  ];
  static override flags = { hooks: hooksFlag, config: proxyConfigFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyHooksList);
    const [{ loadConfiguredHooks }, { hooksInOrder }] = await Promise.all([
      import("../../../lib/proxy/hooks/load-configured-hooks.js"),
      import("../../../lib/proxy/hooks/hook-registry.js"),
    ]);
    const set = await loadConfiguredHooks({
      dirs: flags.hooks,
      config: flags.config,
      env: process.env,
    });
    try {
      const hooks = [
        ...hooksInOrder(set.byEvent).map((hook) => ({ listed: described(hook), row: row(hook) })),
        ...(await encryptionHooks(flags.config)).map((hook) => ({ listed: hook, row: encryptionRow(hook) })),
      ];
      if (this.output.json)
        for (const { listed } of hooks) await this.output.item({ type: "hook", ...listed }, "");
      else if (hooks.length > 0)
        await this.output.result({}, formatTable([HEADINGS, ...hooks.map((hook) => hook.row)], []));
      await this.output.summary(
        { hooks: hooks.length },
        hooks.length === 0
          ? "No hooks; `s3kit proxy hooks new NAME` writes one"
          : `${hooks.length.toString()} hooks`,
      );
    } finally {
      await set.close();
    }
  }
}

const HEADINGS = ["EVENT", "HOOK", "RUNS", "TIME LIMIT", "ON ERROR", "SOURCE"];

/** Encryption, where the configuration has it, under the names of hooks: it runs behind all of them. */
async function encryptionHooks(config: string | undefined) {
  if (config === undefined) return [];
  const [{ readProxyConfig }, { ENCRYPTION_HOOKS }] = await Promise.all([
    import("../../../lib/proxy/settings/proxy-config.js"),
    import("../../../lib/proxy/encryption/as-hooks.js"),
  ]);
  const { encryption } = await readProxyConfig(config);
  if (encryption === undefined || (encryption.mode === "off" && (encryption.rules ?? []).length === 0))
    return [];
  const shape = {
    blocking: true,
    pos: null,
    timeoutMs: null,
    maxBytes: null,
    onError: "refuse",
    worker: false,
  };
  return ENCRYPTION_HOOKS.map((hook) => ({ ...hook, ...shape, source: "built-in" }));
}

function encryptionRow({
  event,
  name,
  onError,
  source,
}: Awaited<ReturnType<typeof encryptionHooks>>[number]) {
  return [event, name, "next to the store", "none", onError, source];
}

function described({ hook: _function, pos, maxBytes, ...hook }: RegisteredHook) {
  return { ...hook, pos: pos ?? null, maxBytes: maxBytes ?? null };
}

function row({
  event,
  name,
  blocking,
  pos,
  worker,
  timeoutMs,
  onError,
  source,
}: RegisteredHook): readonly string[] {
  const order = blocking ? `in order${pos === undefined ? "" : ` (${pos.toString()})`}` : "with the others";
  const limit = `${(timeoutMs / 1000).toString()} s`;
  return [event, name, worker ? `${order}, own thread` : order, limit, onError, source];
}
