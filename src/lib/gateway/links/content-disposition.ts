/**
 * A `Content-Disposition` that has a browser keep the answer as a file of this name: in ASCII for old clients, and in
 * UTF-8. Source: RFC 6266 §4.3, RFC 8187 §3.2.
 */
export function attachment(name: string): string {
  const safe = name.replace(CONTROLS, "_");
  const ascii = safe.replace(/[^\u0020-\u007e]/g, "_").replace(/["\\%/]/g, "_");
  const encoded = encodeURIComponent(safe.toWellFormed()).replace(/['()*!]/g, percent);
  return `attachment; filename="${ascii === "" ? "download" : ascii}"; filename*=UTF-8''${encoded}`;
}

/** Also those that turn the direction of text: `exe.gpj` must not pass for `jpg.exe`. */
// oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
export const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
