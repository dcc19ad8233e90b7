import { isIP } from "node:net";
import { S3Error } from "../../wire/s3-error.js";

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/**
 * Check a new bucket's name against S3's rules for general purpose buckets.
 *
 * @throws {@link S3Error} InvalidBucketName
 */
export function checkBucketName(name: string): string {
  const isValid = NAME.test(name) && !name.includes("..") && isIP(name) === 0 && !RESERVED.test(name);
  if (isValid) return name;
  throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", {
    details: { BucketName: name },
  });
}
