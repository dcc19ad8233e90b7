/**
 * - `required`: everything is encrypted, and nothing else is read.
 * - `mixed`: what is written is encrypted; what was stored in clear before is read as it is.
 * - `off`: this stage is not there.
 */
export type EncryptionMode = "required" | "mixed" | "off";

/** How objects are protected, wherever no rule says otherwise. */
export interface EncryptionDefaults {
  readonly mode: EncryptionMode;
  /** The name that objects' keys are bound to, instead of the bucket's. */
  readonly namespace?: string | undefined;
  /** Read objects in clear where encryption is required, instead of refusing them. Default: false. */
  readonly allowPlaintext?: boolean | undefined;
}

/** How some objects are protected. What it leaves out is as it is everywhere. */
export interface EncryptionRule extends Partial<EncryptionDefaults> {
  /** A bucket's name, or its beginning with `*` behind it. Default: every bucket. */
  readonly bucket?: string | undefined;
  /** Beginning of keys. Default: every key. */
  readonly prefix?: string | undefined;
}

export interface EncryptionSettings extends EncryptionDefaults {
  /** The first that fits an object counts. */
  readonly rules?: readonly EncryptionRule[] | undefined;
}

/** How one object is protected. */
export interface Protection {
  readonly mode: EncryptionMode;
  readonly namespace: string;
  readonly allowsPlaintext: boolean;
}

/** How the object of a name is protected, or would be. */
export function protectionOf(settings: EncryptionSettings, bucket: string, key: string): Protection {
  const rule = settings.rules?.find(
    (candidate) => fits(candidate, bucket) && key.startsWith(candidate.prefix ?? ""),
  );
  const mode = rule?.mode ?? settings.mode;
  return {
    mode,
    namespace: rule?.namespace ?? settings.namespace ?? bucket,
    allowsPlaintext: mode === "mixed" || (rule?.allowPlaintext ?? settings.allowPlaintext ?? false),
  };
}

/** Whether any object of a bucket is, or would be, encrypted. */
export function mayEncrypt(settings: EncryptionSettings, bucket: string): boolean {
  const rules = settings.rules?.filter((rule) => fits(rule, bucket)) ?? [];
  const covering = rules.find(({ prefix = "" }) => prefix === "");
  return (
    rules.some(({ mode }) => (mode ?? settings.mode) !== "off") || (covering?.mode ?? settings.mode) !== "off"
  );
}

function fits({ bucket: pattern }: EncryptionRule, bucket: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith("*") ? bucket.startsWith(pattern.slice(0, -1)) : bucket === pattern;
}
