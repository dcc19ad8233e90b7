/**
 * Content of an element: text, child elements in the order of the object's properties, or a list of either, which
 * repeats the element. `undefined` leaves the element out, `""` renders it empty.
 */
export type XmlContent =
  | string
  | number
  | boolean
  | Date
  | undefined
  | { readonly [name: string]: XmlContent }
  | readonly XmlContent[];

/** The namespace of every document of S3 but `<Error>`. */
export const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/**
 * Render an answer's document.
 *
 * @param namespace default namespace of the root; "" for none (the `<Error>` document).
 */
export function renderXml(rootName: string, content: XmlContent, namespace: string = S3_NAMESPACE): string {
  const attributes = namespace === "" ? "" : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${rootName}${attributes}>${renderContent(content)}</${rootName}>`;
}

/**
 * Escape character data as S3 does: markup and quotes by name, control characters by reference, so that the odd keys
 * survive parsers that normalise line ends.
 */
export function escapeXml(text: string): string {
  return MUST_ESCAPE.test(text) ? text.replaceAll(MUST_ESCAPE_ALL, escapeCharacter) : text;
}

function renderContent(content: XmlContent): string {
  if (typeof content === "string") return escapeXml(content);
  if (content === undefined) return "";
  if (content instanceof Date) return content.toISOString();
  if (typeof content !== "object") return content.toString();
  if (isList(content)) return content.map(renderContent).join("");
  let xml = "";
  for (const name in content) xml += renderElement(name, content[name]);
  return xml;
}

function renderElement(name: string, content: XmlContent): string {
  if (content === undefined) return "";
  if (typeof content === "object" && isList(content)) {
    let xml = "";
    for (const item of content) xml += renderElement(name, item);
    return xml;
  }
  return `<${name}>${renderContent(content)}</${name}>`;
}

function isList(content: object): content is readonly XmlContent[] {
  return Array.isArray(content);
}

// oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
const MUST_ESCAPE = /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/;
const MUST_ESCAPE_ALL = new RegExp(MUST_ESCAPE, "g");
const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeCharacter(character: string): string {
  return NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
}
