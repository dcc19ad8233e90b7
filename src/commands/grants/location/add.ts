import { Args, Flags } from "@oclif/core";
import { formatLocation } from "../../../lib/cli/format-grants.js";
import { GrantsCommand, tagFlag } from "../../../lib/cli/grants-command.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";

export default class GrantsLocationAdd extends GrantsCommand {
  static override summary = "Register a place in which access can be granted.";
  static override description =
    "AWS gives access by way of the role. At a gateway any role will do: access is given by the gateway itself, " +
    "except for the role that the registry has for STS, with which the store's own credentials are given out.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3:// --role arn:aws:iam::111122223333:role/access-grants",
    "<%= config.bin %> <%= command.id %> 's3://reports/2026/*' --role arn:aws:iam::111122223333:role/reports",
  ];
  static override args = {
    scope: Args.string({ required: true, description: "s3://, s3://bucket or s3://bucket/prefix*" }),
  };
  static override flags = {
    role: Flags.string({ required: true, helpValue: "ARN", description: "role that gives access to it" }),
    tag: tagFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsLocationAdd);
    const input = {
      scope: args.scope,
      iamRoleArn: flags.role,
      tags: parsePairs(flags.tag ?? [], "--tag"),
    };
    const { createLocation } = await import("../../../lib/grants/locations.js");
    const location = await this.withGrants(flags, async (grants) =>
      createLocation(grants, input, { signal: this.signal }),
    );
    await this.output.result({ type: "location", ...location }, () => formatLocation(location));
  }
}
