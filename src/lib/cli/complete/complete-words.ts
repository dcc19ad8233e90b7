import type { ArgEntry, CommandEntry, FlagEntry } from "./command-index.js";

export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What the word under the cursor can become, and who knows the candidates. */
export type Completion =
  | { readonly kind: "words"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "profiles" | "files" | "nothing" }
  /** Names of buckets, without `s3://`. */
  | { readonly kind: "buckets"; readonly partial: string }
  /** `s3://…`, or a local path. */
  | { readonly kind: "places"; readonly partial: string };

/**
 * Tell what the last of the words typed after the program's name (empty after a space) can become.
 *
 * Pure; the remote and local names are looked up by others.
 */
export function completeWords(commands: readonly CommandEntry[], words: readonly string[]): Completion {
  const partial = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const found = commandOf(commands, before);
  if (found === undefined) return nextWords(commands, before, partial);
  const { command, depth } = found;
  const rest = before.slice(depth);
  if (rest.includes("--")) return completeArgument(command, rest, partial);
  const pending = flagAwaitingValue(command, rest.at(-1));
  if (pending !== undefined) return completeValue(pending.name, pending.options, partial);
  const assigned = /^--([^=]+)=(.*)$/s.exec(partial);
  if (assigned !== null) return completeAssigned(command, assigned[1] ?? "", assigned[2] ?? "");
  if (partial.startsWith("-")) return { kind: "words", candidates: flagCandidates(command, rest, partial) };
  const deeper = nextWords(commands, before, partial);
  const isTopic = deeper.kind === "words" && deeper.candidates.length > 0 && rest.length === 0;
  return isTopic ? deeper : completeArgument(command, rest, partial);
}

/** The command with the most words that begin what was typed. */
function commandOf(commands: readonly CommandEntry[], words: readonly string[]) {
  return commands
    .map((command) => ({ command, depth: command.id.split(":").length }))
    .filter(({ command, depth }) => depth <= words.length && command.id === words.slice(0, depth).join(":"))
    .sort((a, b) => b.depth - a.depth)[0];
}

function nextWords(
  commands: readonly CommandEntry[],
  before: readonly string[],
  partial: string,
): Completion {
  const candidates = new Map<string, Candidate>();
  for (const { id, summary, description } of commands) {
    const parts = id.split(":");
    const word = parts[before.length];
    const isUnder = before.every((typed, index) => typed === parts[index]);
    if (word === undefined || !isUnder || !word.startsWith(partial)) continue;
    const isCommand = parts.length === before.length + 1;
    if (candidates.has(word) && !isCommand) continue;
    candidates.set(word, candidate(word, isCommand ? (summary ?? description) : `${word} …`));
  }
  return { kind: "words", candidates: [...candidates.values()] };
}

function flagAwaitingValue(
  { flags = {} }: CommandEntry,
  previous: string | undefined,
): FlagEntry | undefined {
  if (previous === undefined) return undefined;
  const isIt = ({ name, char }: FlagEntry) =>
    previous === `--${name}` || (char !== undefined && previous === `-${char}`);
  return Object.values(flags).find((flag) => flag.type === "option" && isIt(flag));
}

function flagCandidates({ flags = {} }: CommandEntry, used: readonly string[], partial: string) {
  return Object.values(flags)
    .filter(
      ({ hidden, multiple, name }) => hidden !== true && (multiple === true || !used.includes(`--${name}`)),
    )
    .flatMap((flag) => {
      const about = flag.summary ?? flag.description;
      const negated = flag.allowNo === true ? [candidate(`--no-${flag.name}`, about)] : [];
      return [candidate(`--${flag.name}`, about), ...negated];
    })
    .filter(({ value }) => value.startsWith(partial));
}

function completeAssigned({ flags = {} }: CommandEntry, name: string, partial: string): Completion {
  const flag = flags[name];
  if (flag === undefined) return { kind: "nothing" };
  const completion = completeValue(name, flag.options, partial);
  if (completion.kind !== "words") return { kind: "nothing" };
  const candidates = completion.candidates.map(({ value }) => candidate(`--${name}=${value}`));
  return { kind: "words", candidates };
}

function completeArgument(
  { args = {}, flags = {}, id }: CommandEntry,
  rest: readonly string[],
  partial: string,
) {
  const entries = Object.values(args);
  const argument = entries[Math.min(countArguments(rest, flags), entries.length - 1)];
  if (argument === undefined) return { kind: "nothing" } as const;
  if (id.startsWith("profile:") && argument.name === "name") return { kind: "profiles" } as const;
  return completeValue(argument.name, argument.options, partial);
}

function countArguments(rest: readonly string[], flags: Readonly<Record<string, FlagEntry>>): number {
  const command = { id: "", flags };
  return rest.filter((word, index) => {
    if (word === "--" || (word.startsWith("-") && word !== "-")) return false;
    return flagAwaitingValue(command, rest[index - 1]) === undefined;
  }).length;
}

function completeValue(name: string, options: ArgEntry["options"], partial: string): Completion {
  if (options !== undefined) {
    return {
      kind: "words",
      candidates: options.filter((option) => option.startsWith(partial)).map((option) => candidate(option)),
    };
  }
  if (name.endsWith("profile")) return { kind: "profiles" };
  if (name === "bucket")
    return partial.startsWith("s3:") ? { kind: "places", partial } : { kind: "buckets", partial };
  if (/^(uri|source|destination|target|path|paths|from|to|left|right|prefix|object)s?$/.test(name)) {
    return { kind: "places", partial };
  }
  return partial.startsWith("s3:") ? { kind: "places", partial } : { kind: "files" };
}

function candidate(value: string, description?: string): Candidate {
  const line = description?.split("\n")[0];
  return line === undefined ? { value } : { value, description: line };
}
