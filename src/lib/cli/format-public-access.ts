/** Whether the world gets in, as the bucket services judge it. */
export interface PublicAccessVerdict {
  readonly verdict: "public" | "private" | "unknown";
  readonly grounds: readonly {
    readonly by: "policy" | "acl";
    readonly what: string;
    readonly heldBackBy: string | undefined;
  }[];
  readonly unread: readonly string[];
}

const VERDICTS = { public: "yes", private: "no", unknown: "not known" } as const;
const SOURCES = { policy: "policy", acl: "ACL" } as const;

/** The verdict, and what it follows from: a line each. */
export function formatPublicAccess({ verdict, grounds, unread }: PublicAccessVerdict): readonly string[] {
  const reasons = grounds.map(({ by, what, heldBackBy }) => {
    const held = heldBackBy === undefined ? "" : `, held back by ${heldBackBy}`;
    return `${SOURCES[by]}: ${what}${held}`;
  });
  const gaps = unread.map((part) => `the ${part === "acl" ? "ACL" : part} may not be read`);
  if (reasons.length + gaps.length === 0) return [`${VERDICTS[verdict]}: neither policy nor ACL opens it`];
  return [VERDICTS[verdict], ...reasons, ...gaps];
}
