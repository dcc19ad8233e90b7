import { ConfigurationError } from "../../../errors/s3kit-error.js";
import { matchesWildcard } from "../../../access/policy/wildcard.js";
import type { HookContent, HookContext, HookVerdict, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";

export interface LimitsConfig extends CommonConfig {
  /** Of what is uploaded; of each part of a multipart upload where parts are checked one by one. */
  readonly maxBytes?: number;
  readonly minBytes?: number;
  /** Regular expression that the whole key must match. */
  readonly keyPattern?: string;
  /** Without the dot; upper and lower case are the same. Keys without an extension are then refused, too. */
  readonly extensions?: readonly string[];
  /** User metadata that must be there, with a value that matches: `*` and `?` are wildcards. */
  readonly requiredMetadata?: Readonly<Record<string, string>>;
  /** Declared content types; `*` is a wildcard. */
  readonly contentTypes?: readonly string[];
}

export const LIMITS_SCHEMA = {
  type: "object",
  description: "Refuse uploads by size, key, extension, metadata and declared type",
  additionalProperties: false,
  properties: {
    ...COMMON_PROPERTIES,
    maxBytes: { type: "integer", minimum: 0 },
    minBytes: { type: "integer", minimum: 0 },
    keyPattern: {
      type: "string",
      description: "Regular expression that the whole key must match",
    },
    extensions: {
      type: "array",
      items: { type: "string", pattern: "^[^./]+$" },
      minItems: 1,
      description: "Allowed extensions, without the dot",
    },
    requiredMetadata: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Name of user metadata and the value it must have; * and ? are wildcards",
    },
    contentTypes: {
      type: "array",
      items: { type: "string" },
      minItems: 1,
      description: "Allowed declared content types; * is a wildcard",
    },
  },
} as const;

/** Operations that name an object's key. */
const WRITES: ReadonlySet<string> = new Set([
  "PutObject",
  "PostObject",
  "CopyObject",
  "CreateMultipartUpload",
]);
/** Those that also say all that there is to know of it: a copy may take over what its source has. */
const DESCRIBES: ReadonlySet<string> = new Set(["PutObject", "PostObject", "CreateMultipartUpload"]);

/**
 * Hooks that refuse what is uploaded by what is known of it: key, extension, metadata and declared type before a byte of
 * it is read; its size there, too, where the client declared it, and else as soon as it is exceeded.
 *
 * @throws ConfigurationError when `keyPattern` is no regular expression.
 */
export function limitsHooks(config: LimitsConfig): readonly RegisteredHook[] {
  const complain = complaints(config);
  const options = { name: "limits" };
  const { maxBytes, minBytes } = config;
  const beforehand = builtInHook("preRequest", config, options, (context) => verdictOf(complain(context)));
  if (maxBytes === undefined && minBytes === undefined) return [beforehand];
  const size = builtInHook("preUploadBeforeCheck", config, options, async (context, content) =>
    verdictOf(sizeComplaint(context.sizeBytes ?? (await countBytes(content, maxBytes)), context, config)),
  );
  return [beforehand, size];
}

type Complain = (context: HookContext) => string | undefined;

function complaints(config: LimitsConfig): Complain {
  const { extensions, requiredMetadata = {}, contentTypes } = config;
  const keyPattern = compile(config.keyPattern);
  const allowed = extensions?.map((extension) => extension.toLowerCase());
  return (context) => {
    const { operation, key = "" } = context;
    if (context.sizeBytes !== undefined && isUploadOfContent(operation)) {
      const complaint = sizeComplaint(context.sizeBytes, context, config);
      if (complaint !== undefined) return complaint;
    }
    // A form's key is known, and checked, once its fields are read.
    if (!WRITES.has(operation)) return undefined;
    if (keyPattern?.test(key) === false) return `the key does not match ${config.keyPattern ?? ""}`;
    if (allowed?.includes(extensionOf(key)) === false) return `only ${allowed.join(", ")} may be uploaded`;
    if (!DESCRIBES.has(operation)) return undefined;
    return (
      metadataComplaint(context, requiredMetadata) ??
      (contentTypes === undefined ? undefined : typeComplaint(context, contentTypes))
    );
  };
}

function compile(keyPattern: string | undefined): RegExp | undefined {
  if (keyPattern === undefined) return undefined;
  try {
    return new RegExp(`^(?:${keyPattern})$`, "su");
  } catch (cause) {
    throw new ConfigurationError(`keyPattern of the limits hook is no regular expression: ${keyPattern}`, {
      code: "InvalidHook",
      cause,
    });
  }
}

function isUploadOfContent(operation: string): boolean {
  return operation === "PutObject" || operation === "PostObject" || operation === "UploadPart";
}

function sizeComplaint(
  sizeBytes: number,
  { operation }: HookContext,
  { maxBytes = Number.POSITIVE_INFINITY, minBytes = 0 }: LimitsConfig,
): string | undefined {
  if (sizeBytes > maxBytes) return `larger than ${maxBytes.toString()} bytes`;
  // The last part of an upload may be small.
  if (sizeBytes < minBytes && operation !== "UploadPart") return `smaller than ${minBytes.toString()} bytes`;
  return undefined;
}

/** In lower case, without its dot; "" when there is none. */
function extensionOf(key: string): string {
  return /\.(?<extension>[^./]+)$/.exec(key)?.groups?.["extension"]?.toLowerCase() ?? "";
}

function metadataComplaint(
  { metadata }: HookContext,
  required: Readonly<Record<string, string>>,
): string | undefined {
  for (const [name, pattern] of Object.entries(required)) {
    const value = metadata[name.toLowerCase()];
    if (value === undefined) return `the metadata ${name} is missing`;
    if (!matchesWildcard(pattern, value)) return `the metadata ${name} does not match ${pattern}`;
  }
  return undefined;
}

function typeComplaint({ contentType = "" }: HookContext, allowed: readonly string[]): string | undefined {
  const [mediaType = ""] = contentType.toLowerCase().split(";");
  if (allowed.some((pattern) => matchesWildcard(pattern.toLowerCase(), mediaType.trim()))) return undefined;
  return `the content type ${mediaType === "" ? "is missing" : `${mediaType} is not allowed`}`;
}

/** How much there is, or how much there was when it was too much. */
async function countBytes(content: HookContent, maxBytes = Number.POSITIVE_INFINITY): Promise<number> {
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) break;
  }
  return sizeBytes;
}

function verdictOf(complaint: string | undefined): HookVerdict {
  return complaint === undefined ? { pass: true } : { pass: false, reason: complaint };
}
