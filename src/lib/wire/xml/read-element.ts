import { malformedXml, type XmlElement } from "./parse-xml.js";

/** Child elements of one name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** @throws S3Error MalformedXML when there are several. */
export function optionalChild(element: XmlElement, name: string): XmlElement | undefined {
  const [child, ...others] = childrenOf(element, name);
  if (others.length > 0) throw malformedXml(`${element.name} holds more than one ${name}`);
  return child;
}

/** @throws S3Error MalformedXML when there is none, or several. */
export function requiredChild(element: XmlElement, name: string): XmlElement {
  const child = optionalChild(element, name);
  if (child === undefined) throw malformedXml(`${element.name} lacks ${name}`);
  return child;
}

/** Text of a child, white space kept: it matters in keys. @throws S3Error MalformedXML when there are several. */
export function optionalText(element: XmlElement, name: string): string | undefined {
  return optionalChild(element, name)?.text;
}

/** @throws S3Error MalformedXML when there is none, or several. */
export function requiredText(element: XmlElement, name: string): string {
  return requiredChild(element, name).text;
}

/** One of a few words. @throws S3Error MalformedXML when it is missing or another word. */
export function requiredWord<Word extends string>(
  element: XmlElement,
  name: string,
  words: readonly Word[],
): Word {
  const text = requiredText(element, name).trim();
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw malformedXml(`${name} must be ${words.join(" or ")}`);
  return word;
}

/** @throws S3Error MalformedXML for anything but `true` and `false`, in any case. */
export function optionalBoolean(element: XmlElement, name: string): boolean | undefined {
  const text = optionalText(element, name)?.trim().toLowerCase();
  if (text === undefined) return undefined;
  if (text !== "true" && text !== "false") throw malformedXml(`${name} must be true or false`);
  return text === "true";
}

/** A decimal number without sign. @throws S3Error MalformedXML for anything else. */
export function optionalInteger(element: XmlElement, name: string): number | undefined {
  const text = optionalText(element, name)?.trim();
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(text)) throw malformedXml(`${name} must be a whole number`);
  return Number(text);
}

/** @throws S3Error MalformedXML when it is missing or no number. */
export function requiredInteger(element: XmlElement, name: string): number {
  const value = optionalInteger(element, name);
  if (value === undefined) throw malformedXml(`${element.name} lacks ${name}`);
  return value;
}
