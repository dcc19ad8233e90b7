import { IntegrityError } from "../../errors/s3kit-error.js";

/** What was taken for an archive is none, or is damaged. */
export class BrokenArchiveError extends IntegrityError {
  constructor(format: "ZIP" | "TAR", cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`This cannot be read as a ${format} archive: ${why}`, {
      code: "BrokenArchive",
      hints: ["Look at its bytes instead", "Check that it was uploaded whole"],
      cause,
    });
  }
}
