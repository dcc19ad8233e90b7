import type { MatchRange } from "../../text/fit-text.js";

/** What a piece of code is, for its colour. */
export type SyntaxRole =
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "name"
  | "attribute"
  | "meta"
  | "good"
  | "bad";

export interface SyntaxSpan extends MatchRange {
  readonly role: SyntaxRole;
}

/** The coloured pieces of each line of some code; undefined for a language that is not known. */
export type Highlight = (language: string, code: string) => readonly (readonly SyntaxSpan[])[] | undefined;

/** A tree as highlighters give it (hast): elements with classes around texts. */
export interface SyntaxTree {
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxNode {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly SyntaxNode[];
}

/** The classes of highlight.js by the first word of their name; pieces of other classes have no colour of their own. */
const ROLES: Readonly<Record<string, SyntaxRole>> = {
  keyword: "keyword",
  literal: "number",
  number: "number",
  string: "string",
  regexp: "string",
  char: "string",
  comment: "comment",
  quote: "comment",
  doctag: "comment",
  title: "name",
  section: "name",
  name: "keyword",
  type: "name",
  built_in: "name",
  "selector-tag": "keyword",
  "selector-class": "attribute",
  "selector-id": "attribute",
  attr: "attribute",
  attribute: "attribute",
  property: "attribute",
  variable: "attribute",
  symbol: "number",
  bullet: "keyword",
  link: "string",
  code: "string",
  meta: "meta",
  tag: "meta",
  addition: "good",
  deletion: "bad",
};

/** The coloured pieces of each line; the innermost class counts. */
export function spansByLine(tree: SyntaxTree): readonly (readonly SyntaxSpan[])[] {
  const lines: SyntaxSpan[][] = [[]];
  let column = 0;
  const visit = (node: SyntaxNode, role: SyntaxRole | undefined): void => {
    const own = roleOf(node) ?? role;
    for (const child of node.children ?? []) visit(child, own);
    for (const [index, part] of (node.value ?? "").split("\n").entries()) {
      if (index > 0) {
        lines.push([]);
        column = 0;
      }
      if (own !== undefined && part !== "")
        lines.at(-1)?.push({ start: column, end: column + part.length, role: own });
      column += part.length;
    }
  };
  for (const node of tree.children) visit(node, undefined);
  return lines;
}

function roleOf({ properties }: SyntaxNode): SyntaxRole | undefined {
  const classes = properties?.className;
  if (!Array.isArray(classes)) return undefined;
  const [name] = classes as readonly unknown[];
  return typeof name === "string" ? ROLES[name.replace(/^hljs-/u, "")] : undefined;
}
