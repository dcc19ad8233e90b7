/** What decides about colour; a subset of a stream and of the environment, so that tests can give their own. */
export interface ColorSituation {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
}

/**
 * Whether to colour text: only on a terminal, and never under `--no-color`, `--json`, `NO_COLOR` (any value but
 * empty, as no-color.org says) or `TERM=dumb`. `FORCE_COLOR` other than `0` colours without a terminal too.
 */
export function wantsColor({ isTTY, env, argv }: ColorSituation): boolean {
  if (hasFlag(argv, "--no-color") || hasFlag(argv, "--json")) return false;
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTTY && env["TERM"] !== "dumb";
}

/** True when a flag was typed, and before a `--` that ends the flags. */
export function hasFlag(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf("--");
  const at = argv.indexOf(flag);
  return at !== -1 && (end === -1 || at < end);
}
