/** The reader of our output went away (`s3kit ls | head`): stop, and say nothing. */
export class OutputClosedError extends Error {
  override readonly name = "OutputClosedError";
}

/** True for what a write reports when its reader is gone. */
export function isBrokenPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}
