import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { formatTable } from "../../lib/cli/format-columns.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

export default class AclGet extends BaseCommand {
  static override summary = "Show whom the ACL of an object or a bucket grants what.";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg",
    "<%= config.bin %> <%= command.id %> s3://photos --json",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key or s3://bucket" }),
  };
  static override flags = {
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AclGet);
    const place = { ...parseS3Uri(args.uri), versionId: flags["version-id"] };
    const [client, { getAcl }, { formatGrantee }] = await Promise.all([
      this.connect(flags),
      import("../../lib/bucket/access-control-list.js"),
      import("../../lib/bucket/grant-words.js"),
    ]);
    const acl = await getAcl(client, place, { signal: this.signal });
    const owner = formatGrantee({ type: "user", ...acl.owner });
    const rows = acl.grants.map(({ grantee, permission }) => [permission, formatGrantee(grantee)]);
    await this.output.result({ type: "acl", ...place, ...acl }, () =>
      formatTable([["owner", owner], ...rows], []),
    );
  }
}
