import { uriEncode } from "../../wire/auth/uri-encoding.js";

/** A query string without `?`; parameters in the order given, those without a value as `name=`, undefined ones left out. */
export function encodeQuery(query: Readonly<Record<string, string | undefined>>): string {
  let encoded = "";
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) encoded += `${encoded === "" ? "" : "&"}${uriEncode(name)}=${uriEncode(value)}`;
  }
  return encoded;
}
