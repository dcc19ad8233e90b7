import { fileTypeFromBuffer, supportedMimeTypes } from "file-type";
import { matchesWildcard } from "../../../access/policy/wildcard.js";
import type { HookContent, HookContext, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";
import { areCompatibleTypes, canonicalType } from "./media-types.js";

export interface MimeConfig extends CommonConfig {
  /** Types that may be uploaded, by what they are; `*` is a wildcard. Default: all. */
  readonly allow?: readonly string[];
  /** Types that may not, whatever else is allowed. */
  readonly deny?: readonly string[];
  /** Refuse contents that are not what they are declared to be. Default: true. */
  readonly matchDeclared?: boolean;
  /**
   * Contents without a known beginning, such as text. `declared`: their declared type is looked up in `allow` and `deny`.
   * Default: `declared`.
   */
  readonly unknown?: "declared" | "refuse";
}

export const MIME_SCHEMA = {
  type: "object",
  description: "Refuse contents by the type that their first bytes show",
  additionalProperties: false,
  properties: {
    ...COMMON_PROPERTIES,
    allow: {
      type: "array",
      items: { type: "string", pattern: "^[^/]+/[^/]+$" },
      minItems: 1,
      description: "Types that may be uploaded, such as image/*",
    },
    deny: { type: "array", items: { type: "string", pattern: "^[^/]+/[^/]+$" }, minItems: 1 },
    matchDeclared: { type: "boolean", default: true },
    unknown: { enum: ["declared", "refuse"], default: "declared" },
  },
} as const;

/** Signatures of all types but a few lie within them. */
const SAMPLE_BYTES = 4100;

/**
 * A hook that compares what a content is with what it is declared to be, and with what is allowed. It looks at the first
 * bytes only, while they stream by, and takes them for nothing more than a pattern to be matched.
 *
 * Parts of a multipart upload have neither a type nor, but for the first, a beginning: they pass.
 */
export function mimeHooks(config: MimeConfig): readonly RegisteredHook[] {
  return [
    builtInHook("preUploadBeforeCheck", config, { name: "mime" }, async (context, content) => {
      if (context.operation === "UploadPart") return { pass: true };
      const sample = await readSample(content);
      const detected = sample.length === 0 ? undefined : await fileTypeFromBuffer(sample);
      const reason = complain(detected?.mime, declaredType(context), sample.length === 0, config);
      return reason === undefined ? { pass: true } : { pass: false, reason };
    }),
  ];
}

async function readSample(content: HookContent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of content) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes >= SAMPLE_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, SAMPLE_BYTES);
}

/** Without parameters, in lower case. Undefined when the client claims nothing. */
function declaredType({ contentType }: HookContext): string | undefined {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return type === undefined || UNSPECIFIC.has(type) ? undefined : type;
}

/** What clients send when they do not know better. */
const UNSPECIFIC: ReadonlySet<string> = new Set([
  "",
  "application/octet-stream",
  "binary/octet-stream",
  "application/x-www-form-urlencoded",
]);

function complain(
  detected: string | undefined,
  declared: string | undefined,
  isEmpty: boolean,
  { allow, deny = [], matchDeclared = true, unknown = "declared" }: MimeConfig,
): string | undefined {
  if (isEmpty) return undefined;
  if (matchDeclared && declared !== undefined && isContradiction(declared, detected)) {
    return `declared as ${declared}, but it is ${detected ?? "something else"}`;
  }
  if (detected === undefined && unknown === "refuse") return "its type cannot be told";
  const type = judgedType(detected, declared);
  if (type === undefined) return allow === undefined ? undefined : "its type cannot be told";
  if (matchesAny(deny, type)) return `${type} is not allowed`;
  return allow === undefined || matchesAny(allow, type) ? undefined : `${type} is not allowed`;
}

/** Contents that could be recognised, were they what they are declared to be, and are not. */
function isContradiction(declared: string, detected: string | undefined): boolean {
  if (detected === undefined) return RECOGNISABLE.has(canonicalType(declared));
  return !areCompatibleTypes(declared, detected);
}

const RECOGNISABLE: ReadonlySet<string> = new Set([...supportedMimeTypes].map(canonicalType));

/** The narrower one of the two: a document of an office is detected as the archive that it also is. */
function judgedType(detected: string | undefined, declared: string | undefined): string | undefined {
  if (detected === undefined) return declared;
  return declared !== undefined && areCompatibleTypes(declared, detected) ? declared : detected;
}

function matchesAny(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return matchesWildcard(wanted, type) || matchesWildcard(wanted, canonicalType(type));
  });
}
