const ARCHIVES: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/**
 * Whether an object's bytes can be had only after a restore, by the headers of its HEAD.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export function isArchived(headers: Readonly<Record<string, string>>): boolean {
  if (headers["x-amz-archive-status"] !== undefined) return true;
  const isRestored = headers["x-amz-restore"]?.includes('ongoing-request="false"') === true;
  return ARCHIVES.has(headers["x-amz-storage-class"] ?? "") && !isRestored;
}
