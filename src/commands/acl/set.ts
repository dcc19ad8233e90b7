import { Args, Flags } from "@oclif/core";
import { BaseCommand } from "../../lib/cli/base-command.js";
import { UsageError } from "../../lib/errors/s3kit-error.js";
import { parseS3Uri } from "../../lib/s3/uri.js";

const CANNED = [
  "private",
  "public-read",
  "public-read-write",
  "authenticated-read",
  "aws-exec-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
  "log-delivery-write",
];

export default class AclSet extends BaseCommand {
  static override summary =
    "Replace the ACL of an object or a bucket, by the name of a usual one or by grants.";
  static override description =
    "The owner keeps full control. What lets the world write is refused without --allow-public-write. Where nothing " +
    "older needs ACLs, a policy is the better way (`s3kit policy set`).";
  static override examples = [
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg public-read",
    "<%= config.bin %> <%= command.id %> s3://photos/2024/cat.jpg --grant READ=any-account --grant FULL_CONTROL=id:1a2b3c",
    "<%= config.bin %> <%= command.id %> s3://photos private",
  ];
  static override args = {
    uri: Args.string({ required: true, description: "s3://bucket/key or s3://bucket" }),
    acl: Args.string({ options: CANNED, description: "a usual ACL, by its name" }),
  };
  static override flags = {
    grant: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "PERMISSION=WHOM",
      description: "grant this: READ=everybody, READ=any-account, FULL_CONTROL=id:…",
    }),
    "allow-public-write": Flags.boolean({ description: "even if the world can write then" }),
    "version-id": Flags.string({ helpValue: "ID", description: "this version instead of the newest" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(AclSet);
    const place = { ...parseS3Uri(args.uri), versionId: flags["version-id"] };
    const change = await this.#change(args.acl, flags.grant);
    const [{ setAcl, getAcl }, { letsWorldWrite }] = await Promise.all([
      import("../../lib/bucket/access-control-list.js"),
      import("../../lib/bucket/grants.js"),
    ]);
    if (letsWorldWrite(change) && !flags["allow-public-write"]) {
      throw new UsageError(`That would let the world write to ${args.uri}`, {
        code: "PublicWrite",
        hints: ["For uploads by others, use s3kit presign post", "If it is meant, pass --allow-public-write"],
      });
    }
    const client = await this.connect(flags);
    const options = { signal: this.signal };
    await setAcl(client, place, change, options);
    const acl = await getAcl(client, place, options);
    await this.output.result({ type: "acl", ...place, ...acl }, `Set the ACL of ${args.uri}`);
  }

  async #change(canned: string | undefined, grants: readonly string[] | undefined) {
    if ((canned === undefined) === (grants === undefined)) {
      throw new UsageError("Name either a usual ACL or grants", {
        hints: [`Usual ones: ${CANNED.join(", ")}`],
      });
    }
    if (canned !== undefined) return { canned };
    const { parseGrant } = await import("../../lib/bucket/grant-words.js");
    return { grants: (grants ?? []).map(parseGrant) };
  }
}
