import type { Environment } from "../lib/config/environment.js";
import type { ProfileChoice } from "../ui/state/profile-choice.js";

/** The profiles that one can switch to: s3kit's own, then those of `~/.aws`. */
export async function listProfiles(env: Environment): Promise<readonly ProfileChoice[]> {
  const [{ readProfiles }, { listAwsProfiles }] = await Promise.all([
    import("../lib/config/profiles.js"),
    import("../lib/config/aws-profiles.js"),
  ]);
  const [{ byName }, awsNames] = await Promise.all([readProfiles(env), listAwsProfiles(env)]);
  const own = Object.entries(byName).map(([name, { endpoint, region }]) => ({
    name,
    place: endpoint === undefined ? `AWS ${region ?? ""}`.trimEnd() : hostOf(endpoint),
  }));
  const aws = awsNames.filter((name) => !Object.hasOwn(byName, name));
  return [...own, ...aws.map((name) => ({ name, place: "~/.aws" }))];
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}
