import { CLAMAV_SCHEMA } from "../hooks/built-in/clamav.js";
import { EXEC_SCHEMA } from "../hooks/built-in/exec.js";
import { LIMITS_SCHEMA } from "../hooks/built-in/limits.js";
import { LOG_SCHEMA } from "../hooks/built-in/log.js";
import { MIME_SCHEMA } from "../hooks/built-in/mime.js";
import { WEBHOOK_SCHEMA } from "../hooks/built-in/webhook.js";

const TEXT = { type: "string", minLength: 1 } as const;
const TEXTS = { type: "array", items: TEXT } as const;

/** One of a kind, or several with different names. */
function oneOrMore(schema: object): object {
  // Unlike `anyOf`, this names what is wrong with the one that was meant.
  // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
  return { if: { type: "array" }, then: { type: "array", items: schema }, else: schema };
}

const MODE = { enum: ["required", "mixed", "off"] } as const;
const ENCRYPTION_DETAILS = {
  namespace: { ...TEXT, description: "Name that keys are bound to instead of the bucket's" },
  allowPlaintext: {
    type: "boolean",
    description: "Where encryption is required, read objects in clear all the same. Default: false",
  },
} as const;

/** JSON Schema of the proxy's configuration file; `docs/proxy-config.schema.json` is this, for editors. */
export const PROXY_CONFIG_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Configuration of `s3kit proxy serve`",
  description: "Flags given on the command line take precedence. Paths are relative to this file.",
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    host: { ...TEXT, description: "Address to listen on. Default: 127.0.0.1" },
    port: { type: "integer", minimum: 0, maximum: 65_535, description: "0 for any free one. Default: 8080" },
    upstream: { ...TEXT, description: "Store behind the proxy: a profile, or the URL of a store" },
    embedded: { ...TEXT, description: "Folder of a store to serve in the same process, instead of upstream" },
    hostSuffixes: { ...TEXTS, description: "Host names under which buckets may stand in front" },
    keys: {
      type: "array",
      description: "Key pairs that may sign, instead of those of `s3kit proxy key`",
      minItems: 1,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["accessKeyId", "secretAccessKey"],
        properties: {
          accessKeyId: TEXT,
          secretAccessKey: TEXT,
          buckets: { ...TEXTS, description: "Buckets it may touch; a name may end in *. Default: all" },
          readOnly: { type: "boolean" },
        },
      },
    },
    encryption: {
      type: "object",
      description: "Encryption of what is stored (docs/encryption.md)",
      additionalProperties: false,
      required: ["mode"],
      properties: {
        mode: {
          ...MODE,
          description:
            "required: all is encrypted, and what is stored in clear is refused; mixed: that is read; off: only where a rule says so",
        },
        ring: { ...TEXT, description: "Key ring: a file, env:VARIABLE or command:PROGRAM" },
        ...ENCRYPTION_DETAILS,
        rules: {
          type: "array",
          description: "Exceptions; the first that fits an object counts",
          items: {
            type: "object",
            additionalProperties: false,
            properties: {
              bucket: { ...TEXT, description: "Name of a bucket; may end in *. Default: every bucket" },
              prefix: { ...TEXT, description: "Beginning of keys. Default: every key" },
              mode: MODE,
              ...ENCRYPTION_DETAILS,
            },
          },
        },
      },
    },
    anonymous: {
      enum: ["refused", "public", "everything"],
      description: "What callers without a key may do. Default: refused",
    },
    gateway: {
      type: "object",
      description: "Serve the users, workspaces and shares of a registry",
      additionalProperties: false,
      required: ["control"],
      properties: {
        control: { ...TEXT, description: "s3://BUCKET of the store behind that holds the registry" },
        ring: { ...TEXT, description: "Key ring: a file, env:VARIABLE or command:PROGRAM" },
        url: { ...TEXT, description: "Where clients reach the gateway. Default: where it listens" },
      },
    },
    tls: {
      type: "object",
      description: "Files in PEM; given, the proxy speaks HTTPS",
      additionalProperties: false,
      required: ["cert", "key"],
      properties: { cert: TEXT, key: TEXT },
    },
    accessLog: { ...TEXT, description: "File for the access log; - for stderr, none for no log. Default: -" },
    workers: { type: "integer", minimum: 1, maximum: 256, description: "Processes that serve. Default: 1" },
    drainDelaySeconds: {
      type: "number",
      minimum: 0,
      maximum: 3600,
      description: "How long to go on serving, but not ready, after being told to stop. Default: 0",
    },
    shutdownSeconds: {
      type: "number",
      minimum: 0,
      maximum: 86_400,
      description: "How long requests under way may then take to finish. Default: 60",
    },
    hooks: {
      type: "object",
      additionalProperties: false,
      properties: {
        folders: { ...TEXTS, description: "Folders of hook files, besides `hooks` in s3kit's own folder" },
        multipart: {
          enum: ["parts", "whole", "refuse"],
          description:
            "Uploads in parts, where hooks check content: each part by itself, the whole in quarantine, or not at all",
        },
        clamav: oneOrMore(CLAMAV_SCHEMA),
        mime: oneOrMore(MIME_SCHEMA),
        limits: oneOrMore(LIMITS_SCHEMA),
        webhook: oneOrMore(WEBHOOK_SCHEMA),
        exec: oneOrMore(EXEC_SCHEMA),
        log: oneOrMore(LOG_SCHEMA),
      },
    },
  },
} as const;
