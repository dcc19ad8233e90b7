import { deferClient } from "../../s3/defer-client.js";
import { listAwsProfiles } from "../../config/aws-profiles.js";
import type { Environment } from "../../config/environment.js";
import { readProfiles } from "../../config/profiles.js";
import { resolveConnection, type ConnectionRequest } from "../../config/resolve-connection.js";
import { readCommands } from "./command-index.js";
import { completeWords, type Candidate } from "./complete-words.js";
import { cachedNames } from "./name-cache.js";
import { bucketNames, placeNames } from "./remote-names.js";

const TIME_LIMIT_MS = 1000;

/**
 * Complete a command line: the hidden `s3kit __complete -- WORD…`, which the scripts of `s3kit completion` call.
 *
 * Returns a line a candidate (`value` or `value TAB description`) and a last one for the shell: `:nospace` when the
 * candidates go on, `:files` when the shell should offer its own files, too, `:done` otherwise. Gives up after a
 * second; whatever goes wrong, there are just no candidates: a shell's prompt is no place for errors.
 */
export async function complete(words: readonly string[], root: string, env: Environment): Promise<string> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const gaveUp = new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve(":done\n")));
  const found = findCandidates(words, root, env, signal).catch(() => ":done\n");
  return Promise.race([found, gaveUp]);
}

async function findCandidates(
  words: readonly string[],
  root: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  const completion = completeWords(await readCommands(root), words);
  switch (completion.kind) {
    case "nothing":
      return render([], "done");
    case "files":
      return render([], "files");
    case "words":
      return render(completion.candidates, "done");
    case "profiles":
      return render(toCandidates(await profileNames(env), words.at(-1) ?? ""), "done");
    case "buckets": {
      const names = await remoteNames("buckets", completion.partial, words, env, signal);
      return render(toCandidates(names, completion.partial), "done");
    }
    case "places":
      return completePlace(completion.partial, words, env, signal);
    default:
      return completion satisfies never;
  }
}

async function completePlace(
  partial: string,
  words: readonly string[],
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  if (!partial.startsWith("s3://")) {
    const scheme = "s3://".startsWith(partial) ? [{ value: "s3://" }] : [];
    return render(scheme, scheme.length > 0 && partial !== "" ? "nospace" : "files");
  }
  const candidates = toCandidates(await remoteNames("places", partial, words, env, signal), partial);
  const goesOn = candidates.some(({ value }) => value.endsWith("/"));
  return render(candidates, goesOn ? "nospace" : "done");
}

async function remoteNames(
  kind: "buckets" | "places",
  partial: string,
  words: readonly string[],
  env: Environment,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const settings = await resolveConnection(connectionIn(words), env);
  const { profile, endpoint, region, credentials } = settings;
  const identity = typeof credentials === "object" ? credentials.accessKeyId : (profile ?? "");
  // One listing serves all words that begin like it.
  const level = kind === "places" ? partial.slice(0, partial.lastIndexOf("/") + 1) : "";
  const key = [kind, endpoint ?? "aws", region, identity, profile ?? "", level].join("\n");
  const client = deferClient({ ...settings, maxAttempts: 1 });
  const load = async (prefix: string) => {
    return kind === "buckets" ? bucketNames(client, prefix, signal) : placeNames(client, prefix, signal);
  };
  const names = await cachedNames(key, env, () => load(level));
  // A listing cut short may lack just those that are wanted.
  return names.length < 1000 ? names : load(partial);
}

/** The connection flags among the words, as far as they are typed. */
function connectionIn(words: readonly string[]): ConnectionRequest {
  const valueOf = (name: string) => {
    const assigned = words.find((word) => word.startsWith(`--${name}=`));
    if (assigned !== undefined) return assigned.slice(name.length + 3);
    const at = words.indexOf(`--${name}`);
    return at === -1 ? undefined : words[at + 1];
  };
  return {
    profile: valueOf("profile"),
    endpoint: valueOf("endpoint"),
    region: valueOf("region"),
    sign: !words.includes("--no-sign-request"),
  };
}

async function profileNames(env: Environment): Promise<readonly string[]> {
  const { byName } = await readProfiles(env);
  return [...new Set([...Object.keys(byName), ...(await listAwsProfiles(env))])];
}

function toCandidates(names: readonly string[], partial: string): readonly Candidate[] {
  return names.filter((name) => name.startsWith(partial)).map((value) => ({ value }));
}

function render(candidates: readonly Candidate[], directive: "nospace" | "files" | "done"): string {
  const lines = candidates
    .filter(({ value }) => !/[\n\t]/.test(value))
    .map(({ value, description }) => (description === undefined ? value : `${value}\t${description}`));
  return [...lines, `:${directive}`, ""].join("\n");
}
