import { BaseCommand } from "../../lib/cli/base-command.js";

export default class ProfileList extends BaseCommand {
  static override summary = "List the profiles of s3kit and of ~/.aws.";
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --json",
  ];

  async run(): Promise<void> {
    await this.parse(ProfileList);
    const { readProfiles } = await import("../../lib/config/profiles.js");
    const { listAwsProfiles, readAwsProfile } = await import("../../lib/config/aws-profiles.js");
    const { byName, inUse } = await readProfiles(process.env);
    let count = 0;
    for (const [name, { endpoint, region }] of Object.entries(byName)) {
      await this.#item({ name, source: "s3kit", inUse: name === inUse, endpoint, region });
      count += 1;
    }
    for (const name of await listAwsProfiles(process.env)) {
      if (Object.hasOwn(byName, name)) continue;
      const profile = await readAwsProfile(name, process.env);
      await this.#item({
        name,
        source: "aws",
        inUse: false,
        endpoint: profile?.endpoint,
        region: profile?.region,
      });
      count += 1;
    }
    await this.output.summary(
      { count },
      count === 0 ? "No profiles yet. Add one: s3kit profile add NAME" : "",
    );
  }

  #item(profile: {
    readonly name: string;
    readonly source: "s3kit" | "aws";
    readonly inUse: boolean;
    readonly endpoint: string | undefined;
    readonly region: string | undefined;
  }) {
    const { name, source, inUse, endpoint, region } = profile;
    return this.output.item({ type: "profile", ...profile }, () => {
      const mark = inUse ? this.output.style("green", "*") : " ";
      const columns = [name.padEnd(20), source.padEnd(6), (endpoint ?? "AWS").padEnd(32), region ?? ""];
      return `${mark} ${columns.join(" ")}`.trimEnd();
    });
  }
}
