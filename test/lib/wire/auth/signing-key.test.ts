import { describe, expect, it } from "vitest";
import { deriveSigningKey, signingKeyFor } from "../../../../src/lib/wire/auth/signing-key.js";

describe("a signing key", () => {
  it("is derived as in the IAM User Guide's example", () => {
    const scope = { day: "20150830", region: "us-east-1", service: "iam" };
    const key = deriveSigningKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope);
    expect(key.export().toString("hex")).toBe(
      "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
    );
  });

  it("is the same whether it is remembered, forgotten or new", () => {
    const scopes = Array.from({ length: 600 }, (_, index) => ({
      day: "20260203",
      region: `r${index}`,
      service: "s3",
    }));
    for (const scope of [...scopes, ...scopes.slice(0, 10), ...scopes.slice(590)]) {
      expect(signingKeyFor("secret", scope).equals(deriveSigningKey("secret", scope))).toBe(true);
    }
    const [scope] = scopes;
    if (scope === undefined) throw new Error("scopes expected");
    expect(signingKeyFor("other", scope).equals(signingKeyFor("secret", scope))).toBe(false);
    expect(signingKeyFor("secret", scope)).toBe(signingKeyFor("secret", scope));
  });
});
