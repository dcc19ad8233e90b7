/** Environment variables, as `process.env` holds them; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of some variables that is set and not empty. */
export function firstSet(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}
