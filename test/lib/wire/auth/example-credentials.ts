import type { SecretLookup } from "../../../../src/lib/wire/auth/credentials.js";

/** The key pair of Amazon's documentation, which opens nothing. */
export const EXAMPLE_CREDENTIALS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
} as const;

export const EXAMPLE_TIME = new Date("2013-05-24T00:00:00Z");

export const exampleSecrets: SecretLookup = async (accessKeyId) =>
  accessKeyId === EXAMPLE_CREDENTIALS.accessKeyId
    ? { secretAccessKey: EXAMPLE_CREDENTIALS.secretAccessKey }
    : undefined;
