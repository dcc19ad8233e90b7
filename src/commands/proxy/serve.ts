import { setFlagsFromString } from "node:v8";
import { Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { parseKeyPair } from "../../lib/cli/parse-key-pair.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import type { ProxyKey } from "../../lib/proxy/keys/proxy-key.js";
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
  ];
  static override flags = {
    upstream: Flags.string({
      helpValue: "PROFILE|URL",
      description: "store behind the proxy: a profile, or the URL of a store",
      exclusive: ["embedded"],
    }),
    embedded: Flags.string({
      helpValue: "DIR",
      description: "serve a store in this folder, in the same process",
    }),
    host: Flags.string({ default: "127.0.0.1", helpValue: "ADDRESS", description: "address to listen on" }),
    port: Flags.integer({
      default: 8080,
      min: 0,
      max: 65_535,
      description: "port to listen on; 0 for any free one",
    }),
    key: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "ID:SECRET",
      description: "key pair that may sign requests, instead of the kept ones; repeatable",
    }),
    anonymous: Flags.boolean({
      default: false,
      description: "serve requests without a key as if they had one; on loopback addresses only",
      exclusive: ["public"],
    }),
    public: Flags.boolean({
      default: false,
      description: "take requests without a key to the store as they are: what it lets anyone do, anyone may",
    }),
    hooks: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "DIR",
      description: "folder of hook files, besides `hooks` in s3kit's own folder; repeatable",
    }),
    "host-suffix": Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      helpValue: "NAME",
      description: "host name under which buckets may stand in front, besides localhost; repeatable",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ProxyServe);
    const given = flags.key.map(parseKeyPair);
    const upstream = await this.#upstream(flags);
    const { keys, generated } = await this.#keys(given);
    const [{ startProxy }, { hookStages }] = await Promise.all([
      import("../../lib/proxy/start-proxy.js"),
      import("../../lib/proxy/hook-stages.js"),
    ]);
    const hooks = hookStages({ dirs: flags.hooks, env: process.env });
    const proxy = await startProxy({
      host: flags.host,
      port: flags.port,
      upstream,
      keys,
      stages: async () => hooks.read(),
      anonymous: flags.anonymous ? "everything" : flags.public ? "public" : "refused",
      hostSuffixes: flags["host-suffix"],
    });
    keepMemorySmall();
    try {
      await this.#introduce(proxy, generated, given[0]);
      await this.output.result(
        { type: "listening", endpoint: proxy.endpoint },
        `listening on ${proxy.endpoint}`,
      );
      await this.output.flush();
      await interrupted(this.signal);
    } finally {
      await proxy.close();
      await hooks.close();
    }
  }

  async #upstream(flags: ParsedFlags): Promise<StartProxyOptions["upstream"]> {
    if (flags.embedded !== undefined) return { embeddedDir: flags.embedded };
    const { chooseUpstream } = await import("../../lib/proxy/upstream/choose-upstream.js");
    if (flags.upstream !== undefined && flags.profile !== undefined) {
      throw new UsageError("--upstream and --profile both name the store behind", {
        hints: ["Give the profile to --upstream alone"],
      });
    }
    return chooseUpstream(
      {
        upstream: flags.upstream ?? flags.profile,
        endpoint: flags.endpoint,
        region: flags.region,
        pathStyle: flags["path-style"],
        sign: flags["no-sign-request"] !== true,
      },
      process.env,
    );
  }

  async #keys(given: readonly ProxyKey[]) {
    if (given.length > 0) return { keys: given, generated: undefined };
    const { openProxyKeys, readProxyKeys } = await import("../../lib/proxy/keys/key-file.js");
    const { generated } = await openProxyKeys(process.env);
    return { keys: async () => readProxyKeys(process.env), generated };
  }

  async #introduce(
    { endpoint, upstream }: RunningProxy,
    generated: ProxyKey | undefined,
    given: ProxyKey | undefined,
  ): Promise<void> {
    const { describeUse } = await import("../../lib/proxy/describe-use.js");
    this.output.note(describeUse({ endpoint, upstream, generated, accessKeyId: given?.accessKeyId }));
  }
}

interface ParsedFlags {
  readonly upstream?: string | undefined;
  readonly embedded?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly "path-style"?: boolean | undefined;
  readonly "no-sign-request"?: boolean | undefined;
}

/**
 * Under many small requests V8 lets its heap grow to 300 MB, though almost all that is in it is dead by the next collection.
 * To be called once all is loaded: the young generation stays at the size that it has by then, and smaller ones cost a third
 * more time a request.
 */
function keepMemorySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}

async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
