import { fileURLToPath } from "node:url";

/** What is tested: the built program as users run it, or an installed one. */
export const PROGRAM =
  process.env["S3KIT_TEST_PROGRAM"] ?? fileURLToPath(new URL("../../../bin/run.js", import.meta.url));
