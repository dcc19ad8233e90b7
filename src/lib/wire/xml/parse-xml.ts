import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "../s3-error.js";

/** An element of a request document; names are without namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside, white space kept; "" when there is none. */
  readonly text: string;
}

/** No document of the S3 API nests deeper than seven. */
const MAX_DEPTH = 16;

/**
 * Parse a request document. There is no DTD, hence no entity but XML's own five and character references.
 *
 * @param rootNames roots that the operation takes; another one is refused.
 * @throws S3Error MalformedXML
 */
export function parseXml(document: string, ...rootNames: readonly string[]): XmlElement {
  if (document.includes("<!DOCTYPE") || document.includes("<!ENTITY"))
    throw malformedXml("a DTD is not allowed");
  const validity = XMLValidator.validate(document);
  if (validity !== true) throw malformedXml(validity.err.msg);
  const [root, ...others] = elementsOf(parseNodes(document), 1);
  if (root === undefined || others.length > 0) throw malformedXml("there must be one root element");
  if (!rootNames.includes(root.name))
    throw malformedXml(`the root element is ${root.name}, not ${rootNames.join(" or ")}`);
  return root;
}

/** Parsers tell what they found, and that can be all of a document. */
const MAX_REASON = 300;

/** The refusal of a document that does not follow its schema; `reason` is for people. */
export function malformedXml(reason: string): S3Error {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return new S3Error("MalformedXML", `${message}: ${reason.slice(0, MAX_REASON).replace(/\.$/, "")}.`);
}

const TEXT = "#text";
const CDATA = "#cdata";
const ATTRIBUTES = ":@";
const ATTRIBUTE_PREFIX = "@";

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Decoded below: the parser's own decoder also takes names that are not XML's.
  processEntities: false,
  maxNestedTags: MAX_DEPTH,
  jPath: false,
});

/** What fast-xml-parser returns with `preserveOrder`: one property named as the tag, and the attributes beside it. */
type ParsedNode = Readonly<Record<string, unknown>>;

function parseNodes(document: string): readonly ParsedNode[] {
  try {
    return PARSER.parse(document) as readonly ParsedNode[];
  } catch (cause) {
    throw malformedXml(cause instanceof Error ? cause.message : "it could not be parsed");
  }
}

function elementsOf(nodes: readonly ParsedNode[], depth: number): readonly XmlElement[] {
  if (depth > MAX_DEPTH) throw malformedXml("the elements are nested too deeply");
  return nodes.flatMap((node) => {
    const name = nameOf(node);
    return name === undefined ? [] : [elementOf(name, node, depth)];
  });
}

function elementOf(name: string, node: ParsedNode, depth: number): XmlElement {
  const inner = node[name] as readonly ParsedNode[];
  return {
    name,
    attributes: attributesOf(node),
    children: elementsOf(inner, depth + 1),
    text: textOf(inner),
  };
}

function nameOf(node: ParsedNode): string | undefined {
  return Object.keys(node).find((name) => name !== TEXT && name !== CDATA && name !== ATTRIBUTES);
}

function attributesOf(node: ParsedNode): Record<string, string> {
  const attributes = (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.slice(ATTRIBUTE_PREFIX.length),
      decodeEntities(value),
    ]),
  );
}

function textOf(nodes: readonly ParsedNode[]): string {
  let text = "";
  for (const node of nodes) {
    const data = node[TEXT];
    if (typeof data === "string") text += decodeEntities(data);
    else if (Array.isArray(node[CDATA])) text += rawTextOf(node[CDATA] as readonly ParsedNode[]);
  }
  return text;
}

function rawTextOf(nodes: readonly ParsedNode[]): string {
  return nodes.map((node) => node[TEXT]).join("");
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&([^;&]{0,10});?/g, (reference: string, name: string) => {
    const character = reference.endsWith(";") ? characterOf(name) : undefined;
    if (character === undefined) throw malformedXml(`${reference} is not a known entity`);
    return character;
  });
}

function characterOf(name: string): string | undefined {
  const digits = /^#(?:x(?<hex>[0-9a-fA-F]{1,6})|(?<decimal>[0-9]{1,7}))$/.exec(name)?.groups;
  if (digits === undefined) return Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  const codePoint =
    digits["hex"] === undefined ? Number(digits["decimal"]) : Number.parseInt(digits["hex"], 16);
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(codePoint);
}
