/** The four switches of a bucket that keep it from being public. */
export interface PublicAccessBlock {
  /** Refuse requests that would set a public ACL. */
  readonly blockPublicAcls: boolean;
  /** Take public ACLs as if they were private. */
  readonly ignorePublicAcls: boolean;
  /** Refuse bucket policies that are public. */
  readonly blockPublicPolicy: boolean;
  /** Let a public policy give rights to nobody but the bucket's own account. */
  readonly restrictPublicBuckets: boolean;
}

/** What holds for a bucket without configuration. */
export const NO_PUBLIC_ACCESS_BLOCK: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
