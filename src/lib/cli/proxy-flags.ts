import { Flags, type Interfaces } from "@oclif/core";
import { namespaceFlag } from "./encryption-flags.js";
import { ringFlag } from "./ring-flags.js";

/** Flags of `proxy serve`. None has a default, so that a configuration file can have its say. */
export const proxyFlags = {
  upstream: Flags.string({
    helpValue: "PROFILE|URL",
    description: "store behind the proxy: a profile, or the URL of a store",
    exclusive: ["embedded"],
  }),
  embedded: Flags.string({
    helpValue: "DIR",
    description: "serve a store in this folder, in the same process",
  }),
  config: Flags.string({
    helpValue: "FILE",
    description: "settings in JSON; flags take precedence (docs/proxy.md)",
  }),
  host: Flags.string({
    helpValue: "ADDRESS",
    description: "address to listen on (127.0.0.1 when not given)",
  }),
  port: Flags.integer({
    min: 0,
    max: 65_535,
    description: "port to listen on; 0 for any free one (8080 when not given)",
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
  gateway: Flags.boolean({
    default: false,
    description: "serve the users, workspaces and shares of a registry (docs/gateway.md)",
    exclusive: ["anonymous"],
  }),
  control: Flags.string({
    helpValue: "s3://BUCKET",
    description: "bucket of the store behind that holds the gateway's registry",
  }),
  "gateway-url": Flags.string({
    helpValue: "URL",
    description:
      "where clients reach the gateway, for the links that it gives out (else where they asked for them)",
    dependsOn: ["gateway"],
  }),
  encrypt: Flags.option({
    options: ["required", "mixed", "off"] as const,
    description:
      "encrypt what is stored, with the keys of --ring: required refuses what is stored in clear, mixed reads it (docs/encryption.md)",
  })(),
  ring: ringFlag,
  namespace: namespaceFlag,
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
  "tls-cert": Flags.string({
    helpValue: "FILE",
    description: "certificate chain in PEM: serve HTTPS",
    dependsOn: ["tls-key"],
  }),
  "tls-key": Flags.string({
    helpValue: "FILE",
    description: "key of the certificate in PEM",
    dependsOn: ["tls-cert"],
  }),
  "access-log": Flags.string({
    helpValue: "FILE",
    description: "file for a line of JSON a request; - for stderr (when not given), none for no log",
  }),
  workers: Flags.integer({
    min: 1,
    max: 256,
    description: "processes that serve together, for more processors than one",
  }),
  "drain-delay": Flags.integer({
    min: 0,
    max: 3600,
    helpValue: "SECONDS",
    description: "go on serving that long after being told to stop, while /-/ready says no",
  }),
  "shutdown-timeout": Flags.integer({
    min: 0,
    max: 86_400,
    helpValue: "SECONDS",
    description: "how long requests under way may take to finish then (60 when not given)",
  }),
};

export type ParsedProxyFlags = Interfaces.InferredFlags<typeof proxyFlags>;
