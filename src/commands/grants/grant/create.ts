import { Args, Flags } from "@oclif/core";
import { formatGrant } from "../../../lib/cli/format-grants.js";
import { grantPermissionFlag, GrantsCommand, tagFlag } from "../../../lib/cli/grants-command.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";

export default class GrantsGrantCreate extends GrantsCommand {
  static override summary = "Grant somebody access to a location, or to a part of it.";
  static override description =
    "The sub-prefix is put behind the location's scope, so below `s3://` it begins with a bucket. It ends in * for all keys " +
    "that begin so; for one object give --object.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> arn:aws:iam::111122223333:user/ada --location default --prefix 'reports/2026/*' --permission READ",
    "<%= config.bin %> <%= command.id %> team-a --group --location default --prefix 'team-a/*' --permission READWRITE",
  ];
  static override args = {
    grantee: Args.string({
      required: true,
      description: "ARN of a user or role; id of a user or group of the directory",
    }),
  };
  static override flags = {
    location: Flags.string({ default: "default", helpValue: "ID", description: "location to grant in" }),
    prefix: Flags.string({ helpValue: "SUB*", description: "part of the location (default: all of it)" }),
    object: Flags.boolean({ default: false, description: "the prefix is the key of one object" }),
    permission: grantPermissionFlag({ required: true, description: "what the grantee may do" }),
    group: Flags.boolean({ default: false, exclusive: ["user"], description: "a group of the directory" }),
    user: Flags.boolean({ default: false, description: "a user of the directory, by id" }),
    application: Flags.string({ helpValue: "ARN", description: "usable through this application alone" }),
    tag: tagFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(GrantsGrantCreate);
    const directory = flags.group ? "DIRECTORY_GROUP" : "DIRECTORY_USER";
    const input = {
      locationId: flags.location,
      subPrefix: flags.prefix,
      isObject: flags.object,
      granteeType: flags.group || flags.user ? directory : "IAM",
      grantee: args.grantee,
      permission: flags.permission,
      applicationArn: flags.application,
      tags: parsePairs(flags.tag ?? [], "--tag"),
    } as const;
    const { createGrant } = await import("../../../lib/grants/grants.js");
    const grant = await this.withGrants(flags, async (grants) =>
      createGrant(grants, input, { signal: this.signal }),
    );
    await this.output.result({ type: "grant", ...grant }, () => formatGrant(grant));
  }
}
