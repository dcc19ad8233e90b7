/** What to say when a setting was to be removed: that it is gone, or that there was none. */
export function formatRemoved(removed: boolean, setting: string, bucket: string): string {
  return removed ? `Removed the ${setting} of s3://${bucket}` : `s3://${bucket} has no ${setting}`;
}
