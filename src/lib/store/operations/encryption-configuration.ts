import { malformedXml, parseXml } from "../../wire/xml/parse-xml.js";
import { childrenOf, requiredWord, requiredChild } from "../../wire/xml/read-element.js";

const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;

/** Check a `<ServerSideEncryptionConfiguration>`. It is kept for its readers; this store does not encrypt by it. */
export function checkEncryptionConfiguration(text: string): void {
  const document = parseXml(text, "ServerSideEncryptionConfiguration");
  const rules = childrenOf(document, "Rule");
  if (rules.length !== 1) throw malformedXml("there must be one Rule");
  for (const rule of rules) {
    requiredWord(requiredChild(rule, "ApplyServerSideEncryptionByDefault"), "SSEAlgorithm", ALGORITHMS);
  }
}
