import { Flags } from "@oclif/core";

/** The parts of a public access block; none of them given means all. */
export const publicAccessFlags = {
  "block-public-acls": Flags.boolean({ description: "refuse requests that set a public ACL" }),
  "ignore-public-acls": Flags.boolean({ description: "make public ACLs that are there not count" }),
  "block-public-policy": Flags.boolean({ description: "refuse requests that set a public policy" }),
  "restrict-public-buckets": Flags.boolean({
    description: "while the policy is public, let only the owner in",
  }),
};

interface BlockParts {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Switch the named parts of a block, or all when none is named. */
export function switchBlock(
  before: BlockParts,
  flags: Readonly<Record<keyof typeof publicAccessFlags, boolean>>,
  on: boolean,
): BlockParts {
  const none = !Object.keys(publicAccessFlags).some((name) => flags[name as keyof typeof publicAccessFlags]);
  const choose = (name: keyof typeof publicAccessFlags, was: boolean) => (none || flags[name] ? on : was);
  return {
    blockPublicAcls: choose("block-public-acls", before.blockPublicAcls),
    ignorePublicAcls: choose("ignore-public-acls", before.ignorePublicAcls),
    blockPublicPolicy: choose("block-public-policy", before.blockPublicPolicy),
    restrictPublicBuckets: choose("restrict-public-buckets", before.restrictPublicBuckets),
  };
}

/** A block for people: `on` or `off` for each part. */
export function formatBlockParts(block: BlockParts): readonly (readonly [string, string])[] {
  const word = (on: boolean) => (on ? "on" : "off");
  return [
    ["block public ACLs", word(block.blockPublicAcls)],
    ["ignore public ACLs", word(block.ignorePublicAcls)],
    ["block public policy", word(block.blockPublicPolicy)],
    ["restrict public buckets", word(block.restrictPublicBuckets)],
  ];
}
