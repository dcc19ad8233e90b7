import { setFlagsFromString } from "node:v8";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { boundBuffers } from "../../lib/cli/bound-buffers.js";
import type { ParsedConnectionFlags } from "../../lib/cli/connection-flags.js";
import { parseKeyPair } from "../../lib/cli/parse-key-pair.js";
import { ringSource } from "../../lib/cli/ring-flags.js";
import { proxyFlags, type ParsedProxyFlags } from "../../lib/cli/proxy-flags.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import type { ProxyKey } from "../../lib/proxy/keys/proxy-key.js";
import type { AccessLogTarget } from "../../lib/proxy/operations/access-log.js";
import type { ServeSettings } from "../../lib/proxy/settings/serve-settings.js";
import type { RunningProxy, StartProxyOptions } from "../../lib/proxy/start-proxy.js";

export default class ProxyServe extends BaseCommand {
  static override summary = "Serve S3 in front of a store.";
  static override description =
    "Takes the requests of any S3 client, checks their signatures against keys of its own, and takes them to the store " +
    "signed with the store's credentials: a profile's, or with the URL of a store those of the AWS_* variables. Without " +
    "--upstream and without a profile or an endpoint anywhere, it serves an embedded store.\n\n" +
    "Prints one line when it is ready, and runs until it is told to stop (^C, SIGTERM); requests under way are finished " +
    "first. Without --key the proxy takes the keys of `s3kit proxy key`; the first is made at the first start and shown " +
    "that one time.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --upstream production --port 9000",
    "AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… <%= config.bin %> <%= command.id %> --upstream https://s3.example.org",
    "<%= config.bin %> <%= command.id %> --embedded ./store --key TESTKEY:testsecret",
    "<%= config.bin %> <%= command.id %> --upstream production --gateway --control s3://control",
    "<%= config.bin %> <%= command.id %> --upstream production --encrypt required --ring ring.json",
  ];
  static override flags = proxyFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyServe);
    const read = async () => readSettings(flags);
    const settings = await read();
    const { isWorkerProcess } = await import("../../lib/proxy/operations/worker-process.js");
    if (flags.config !== undefined && !isWorkerProcess()) await this.#warnOfExposedSecrets(flags.config);
    if (settings.workers > 1 && !isWorkerProcess()) await this.#serveWithWorkers(settings, flags);
    else await this.#serve(settings, read, await this.#upstream(settings, flags));
  }

  async #serve(
    settings: ServeSettings,
    read: () => Promise<ServeSettings>,
    upstream: StartProxyOptions["upstream"],
  ): Promise<void> {
    await requireRing(settings);
    const gateway = await this.#gateway(settings);
    const { keys, generated } = await this.#keys(settings, read);
    const [{ serveProxy }, { isWorkerProcess, openWorkerLine }] = await Promise.all([
      import("../../lib/proxy/serve-proxy.js"),
      import("../../lib/proxy/operations/worker-process.js"),
    ]);
    const line = isWorkerProcess() ? openWorkerLine() : undefined;
    const proxy = await serveProxy({
      ...settings,
      upstream,
      keys,
      gateway,
      hooks: async () => hooksToLoad(await read()),
      encryption: async () => encryptionToOpen(await read()),
      onNote: (text) => this.output.warn(text),
      multipart: settings.hooks.multipart,
      accessLog: accessLogTarget(settings.accessLog),
      timeouts: { shutdownMs: settings.shutdownMs },
      gatherSnapshots: line?.gatherSnapshots,
    });
    keepMemorySmall();
    const stopBounding = boundBuffers();
    try {
      const reload = (): void => void this.#reload(proxy);
      this.onHangup(reload);
      const toldToStop = Promise.withResolvers<void>();
      line?.announce(proxy, { reload, snapshot: proxy.snapshot, shutdown: toldToStop.resolve });
      if (line === undefined) await this.#sayListening(proxy, generated, settings);
      await Promise.race([interrupted(this.signal), toldToStop.promise]);
    } finally {
      await proxy.close();
      stopBounding();
      line?.hangUp();
    }
  }

  async #gateway({ gateway }: ServeSettings): Promise<StartProxyOptions["gateway"]> {
    if (gateway === undefined) return undefined;
    const { loadGatewaySettings } = await import("../../lib/proxy/gateway/load-gateway-settings.js");
    const loaded = await loadGatewaySettings(gateway, ringSource(gateway.ring, process.env));
    if (loaded.madeRing !== undefined) {
      this.output.warn(
        `Made the key ring ${loaded.madeRing}: without it, nobody can read the registry. ` +
          "Keep a backup elsewhere: s3kit key export BACKUP",
      );
    }
    return loaded.settings;
  }

  async #serveWithWorkers(settings: ServeSettings, flags: ProxyServeFlags): Promise<void> {
    await this.#refuseEmbedded(settings, flags);
    const { generated } = await this.#keys(settings, async () => Promise.resolve(settings));
    const { startWorkerGroup } = await import("../../lib/proxy/operations/worker-group.js");
    const group = await startWorkerGroup({
      count: settings.workers,
      endWithinMs: settings.drainDelayMs + settings.shutdownMs + 5000,
      onNote: (text) => this.output.warn(text),
    });
    try {
      this.onHangup(group.reload);
      await this.#sayListening(group, generated, settings);
      await interrupted(this.signal);
    } finally {
      await group.close();
    }
  }

  async #refuseEmbedded(settings: ServeSettings, flags: ProxyServeFlags): Promise<void> {
    if (!("embeddedDir" in (await this.#upstream(settings, flags)))) return;
    throw new UsageError("Several processes cannot have one embedded store open", {
      hints: ["Serve it with `s3kit store serve`, and give its URL to --upstream", "Or leave --workers out"],
    });
  }

  async #warnOfExposedSecrets(file: string): Promise<void> {
    const { exposesSecrets, readProxyConfig } = await import("../../lib/proxy/settings/proxy-config.js");
    if (await exposesSecrets(file, await readProxyConfig(file)))
      this.output.warn(`${file} holds secrets that every user of this machine can read: chmod 600 ${file}`);
  }

  async #reload(proxy: RunningProxy): Promise<void> {
    try {
      await proxy.reload();
      this.output.note("Keys and hooks were read anew");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.output.warn(`Keys and hooks stay as they were: ${reason}`);
    }
  }

  async #sayListening(
    { endpoint, upstream }: Pick<RunningProxy, "endpoint" | "upstream">,
    generated: ProxyKey | undefined,
    { keys: [given], gateway }: ServeSettings,
  ): Promise<void> {
    const { describeUse } = await import("../../lib/proxy/describe-use.js");
    this.output.note(describeUse({ endpoint, upstream, generated, accessKeyId: given?.accessKeyId }));
    if (gateway !== undefined) {
      this.output.note(
        `\nThese keys administer the registry in ${gateway.control}. Log in with one, or as a user of it:\n` +
          `  s3kit login ${endpoint}\n  s3kit user create NAME`,
      );
    }
    await this.output.result({ type: "listening", endpoint }, `listening on ${endpoint}`);
    await this.output.flush();
  }

  async #upstream(
    { upstream, embedded }: ServeSettings,
    flags: ProxyServeFlags,
  ): Promise<StartProxyOptions["upstream"]> {
    if (embedded !== undefined) return { embeddedDir: embedded };
    const { chooseUpstream } = await import("../../lib/proxy/upstream/choose-upstream.js");
    if (upstream !== undefined && flags.profile !== undefined) {
      throw new UsageError("--upstream and --profile both name the store behind", {
        hints: ["Give the profile to --upstream alone"],
      });
    }
    return chooseUpstream(
      {
        upstream: upstream ?? flags.profile,
        endpoint: flags.endpoint,
        region: flags.region,
        pathStyle: flags["path-style"],
        sign: flags["no-sign-request"] !== true,
      },
      process.env,
    );
  }

  async #keys(settings: ServeSettings, read: () => Promise<ServeSettings>) {
    const { openProxyKeys, readProxyKeys } = await import("../../lib/proxy/keys/key-file.js");
    const keys = async () => {
      const given = (await read()).keys;
      return given.length > 0 ? given : readProxyKeys(process.env);
    };
    if (settings.keys.length > 0) return { keys, generated: undefined };
    return { keys, generated: (await openProxyKeys(process.env)).generated };
  }
}

type ProxyServeFlags = ParsedProxyFlags & ParsedConnectionFlags;

/** Called again at each reload, when the file may say something else. */
async function readSettings(flags: ProxyServeFlags): Promise<ServeSettings> {
  const { serveSettings } = await import("../../lib/proxy/settings/serve-settings.js");
  const given = {
    ...flags,
    keys: flags.key.map(parseKeyPair),
    hostSuffixes: flags["host-suffix"],
    tlsCert: flags["tls-cert"],
    tlsKey: flags["tls-key"],
    accessLog: flags["access-log"],
    drainDelaySeconds: flags["drain-delay"],
    shutdownSeconds: flags["shutdown-timeout"],
  };
  if (flags.config === undefined) return serveSettings(given, {});
  const { readProxyConfig } = await import("../../lib/proxy/settings/proxy-config.js");
  return serveSettings(given, await readProxyConfig(flags.config));
}

async function hooksToLoad({ hooks: { folders, ...builtIns } }: ServeSettings) {
  const { builtInHooks } = await import("../../lib/proxy/settings/built-in-hooks.js");
  return { dirs: folders, env: process.env, builtIns: builtInHooks(builtIns) };
}

/** Before anything is made, such as a store's folder or a first key that is shown once: the ring may be missing. */
async function requireRing(settings: ServeSettings): Promise<void> {
  const encryption = await encryptionToOpen(settings);
  if (encryption === undefined) return;
  const { loadKeyRing } = await import("../../lib/key-ring/load-key-ring.js");
  await loadKeyRing(encryption.ring);
}

async function encryptionToOpen({ encryption }: ServeSettings) {
  if (encryption === undefined) return Promise.resolve(undefined);
  const { ring, ...settings } = encryption;
  return Promise.resolve({ ring: ringSource(ring, process.env), settings });
}

function accessLogTarget(accessLog: string): AccessLogTarget | undefined {
  if (accessLog === "none") return undefined;
  return accessLog === "-" ? { stream: process.stderr } : { file: accessLog };
}

/**
 * Under many small requests V8 lets its heap grow to 300 MB, though almost all that is in it is dead by the next collection.
 * To be called once all is loaded: the young generation stays at the size that it has by then, and smaller ones cost a third
 * more time a request. The last flag is what V8 takes for the measure of how much of buffers, which are outside of its heap, may
 * wait to be freed: 64 uploads at once then leave 90 MB of them instead of 150 MB.
 */
function keepMemorySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=100");
  setFlagsFromString("--scavenger-max-new-space-capacity-mb=4");
}

async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
