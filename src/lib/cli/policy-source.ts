import { Flags } from "@oclif/core";
import { UsageError } from "../errors/s3kit-error.js";
import { policyPreset, POLICY_PRESETS, PRESET_NEEDS, type PolicyPreset } from "../policy/policy-presets.js";
import { isS3Uri } from "../s3/uri.js";
import { readTextArgument } from "./read-text-argument.js";

/** A policy by name, and what the name needs. */
export const presetFlags = {
  preset: Flags.option({ options: POLICY_PRESETS })({
    description: "a policy for a usual case, instead of a file",
  }),
  prefix: Flags.string({ helpValue: "PREFIX", description: "keys that public-read-prefix is about" }),
  principal: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "ARN",
    description: "who read-only-user and prefix-writer are for",
  }),
  name: Flags.string({ helpValue: "NAME", description: "prefix-writer writes below u/NAME/ and dtool-*" }),
  network: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: "CIDR",
    description: "networks that ip-allow lets read",
  }),
};

export interface ParsedPresetFlags {
  readonly preset?: PolicyPreset | undefined;
  readonly prefix?: string | undefined;
  readonly principal?: readonly string[] | undefined;
  readonly name?: string | undefined;
  readonly network?: readonly string[] | undefined;
}

/** A policy and where it came from. */
export interface PolicyText {
  readonly text: string;
  /** File name for messages. */
  readonly name: string;
}

/**
 * The policy that the words of a command mean: a file, `-`, or a preset.
 *
 * @throws UsageError when both or neither are given, or the preset lacks what it needs.
 */
export async function readPolicyText(
  file: string | undefined,
  flags: ParsedPresetFlags,
  bucket: string,
  signal: AbortSignal,
): Promise<PolicyText> {
  if ((file === undefined) === (flags.preset === undefined)) {
    throw new UsageError("Name either a file or a preset", {
      hints: [`Presets: ${POLICY_PRESETS.join(", ")}`],
    });
  }
  if (file !== undefined) {
    if (isS3Uri(file)) throw new UsageError(`Not a file: ${file}`);
    return { text: await readTextArgument(file, signal), name: file === "-" ? "stdin" : file };
  }
  return { text: presetText(flags, bucket), name: flags.preset ?? "preset" };
}

function presetText(flags: ParsedPresetFlags, bucket: string): string {
  const { preset = "public-read", prefix, principal, name, network } = flags;
  const input = { bucket, prefix, principals: principal, name, networks: network };
  const missing = PRESET_NEEDS[preset].filter(
    (need) => input[need] === undefined || input[need].length === 0,
  );
  if (missing.length > 0) {
    throw new UsageError(
      `The preset ${preset} needs ${missing.map((need) => FLAG_OF[need] ?? need).join(" and ")}`,
    );
  }
  return JSON.stringify(policyPreset(preset, input), null, 2);
}

const FLAG_OF: Readonly<Record<string, string>> = {
  prefix: "--prefix",
  principals: "--principal",
  name: "--name",
  networks: "--network",
};
