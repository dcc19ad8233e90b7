import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";

export interface PresignGetInput {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  /** 1 to 604,800 (seven days): SigV4 allows no more. */
  readonly expiresInSeconds: number;
}

export interface PresignedUrl {
  readonly url: string;
  readonly method: "GET";
  readonly expiresAt: Date;
}

const LONGEST_SECONDS = 7 * 24 * 60 * 60;

/**
 * Make an URL that lets whoever has it read one object until it expires, or until the signing credentials do.
 * Makes no request: an object that is not there is only found missing when the URL is used.
 *
 * @throws UsageError when the expiry is out of range or the key is empty.
 * @see S3 User Guide, "Sharing objects with presigned URLs"
 */
export async function presignGet(client: S3Client, input: PresignGetInput): Promise<PresignedUrl> {
  assertExpiry(input.expiresInSeconds);
  if (input.key === "") throw new UsageError(`No key in s3://${input.bucket}`, { code: "InvalidUri" });
  const [{ GetObjectCommand }, { getSignedUrl }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@aws-sdk/s3-request-presigner"),
  ]);
  const command = new GetObjectCommand({
    Bucket: input.bucket,
    Key: input.key,
    ...(input.versionId === undefined ? {} : { VersionId: input.versionId }),
  });
  const signedAt = new Date();
  const url = await getSignedUrl(client, command, {
    expiresIn: input.expiresInSeconds,
    signingDate: signedAt,
  });
  return { url, method: "GET", expiresAt: new Date(signedAt.getTime() + input.expiresInSeconds * 1000) };
}

function assertExpiry(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS) return;
  throw new UsageError(`An URL cannot be valid for ${seconds.toString()} seconds`, {
    code: "InvalidExpiry",
    hints: ["Signature Version 4 allows 1 second to 7 days: use --expires 7d at most"],
  });
}
