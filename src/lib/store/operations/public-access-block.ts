import { parseXml } from "../../wire/xml/parse-xml.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import type { StoreEngine } from "../engine.js";
import { optionalBoolean } from "../../wire/xml/read-element.js";

/** What a bucket's public access block forbids. Source: S3 User Guide, "Blocking public access". */
export interface PublicAccessBlock {
  /** Refuse to set public ACLs. */
  readonly blockPublicAcls: boolean;
  /** Act as if public ACLs were not there. */
  readonly ignorePublicAcls: boolean;
  /** Refuse to set a public policy. */
  readonly blockPublicPolicy: boolean;
  /** Let only the owner in while the policy is public. */
  readonly restrictPublicBuckets: boolean;
}

const NO_PUBLIC_ACCESS_BLOCK: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** The bucket's public access block; nothing is blocked while it has none. */
export function publicAccessBlockOf(engine: StoreEngine, bucket: string): PublicAccessBlock {
  const document = engine.getDocument(bucket, "public-access-block");
  if (document === undefined) return NO_PUBLIC_ACCESS_BLOCK;
  return readPublicAccessBlock(document);
}

/** Read a `<PublicAccessBlockConfiguration>`; what it leaves out is not blocked. */
export function readPublicAccessBlock(text: string): PublicAccessBlock {
  const configuration = parseXml(text, "PublicAccessBlockConfiguration");
  return {
    blockPublicAcls: optionalBoolean(configuration, "BlockPublicAcls") ?? false,
    ignorePublicAcls: optionalBoolean(configuration, "IgnorePublicAcls") ?? false,
    blockPublicPolicy: optionalBoolean(configuration, "BlockPublicPolicy") ?? false,
    restrictPublicBuckets: optionalBoolean(configuration, "RestrictPublicBuckets") ?? false,
  };
}

/** The document with all four settings, as S3 answers it whichever of them were sent. */
export function withAllSettings(text: string): string {
  if (parseXml(text, "PublicAccessBlockConfiguration").children.length === 4) return text;
  const block = readPublicAccessBlock(text);
  return renderXml("PublicAccessBlockConfiguration", {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  });
}
