import type { DecodedForm } from "../presign/decode-form.js";
import type { DecodedUrl } from "../presign/decode-url.js";

/** What a presigned URL allows, one fact a line. */
export function describeUrl(url: DecodedUrl): readonly string[] {
  const parameters = Object.entries(url.parameters).map(([name, value]) => `${name}=${value}`);
  return [
    `host        ${url.host}`,
    `path        ${url.path}`,
    `key id      ${url.accessKeyId}${url.hasSessionToken ? " (temporary credentials: it ends with them)" : ""}`,
    ...(url.scope === undefined ? [] : [`scope       ${url.scope}`]),
    ...(url.requiredHeaders.length === 0 ? [] : [`must send   ${url.requiredHeaders.join(", ")}`]),
    ...(parameters.length === 0 ? [] : [`parameters  ${parameters.join(", ")}`]),
    `signature   ${url.signature}`,
    `expires     ${url.expiresAt.toISOString()}, ${timeLeft(url.secondsLeft)}`,
  ];
}

/** What a form allows, one fact a line, then one condition a line. */
export function describeForm(form: DecodedForm): readonly string[] {
  return [
    ...(form.url === undefined ? [] : [`posted to   ${form.url}`]),
    `key id      ${form.accessKeyId ?? "(not in it)"}`,
    ...(form.scope === undefined ? [] : [`scope       ${form.scope}`]),
    `expires     ${form.expiresAt.toISOString()}, ${timeLeft(form.secondsLeft)}`,
    ...form.meanings.map((meaning) => `- ${meaning}`),
  ];
}

function timeLeft(seconds: number): string {
  const size = Math.abs(seconds);
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ] as const;
  const [length, unit] = units.find(([unitSeconds]) => size >= unitSeconds) ?? [1, "s"];
  const text = `${Math.floor(size / length).toString()}${unit}`;
  return seconds > 0 ? `${text} left` : `expired ${text} ago`;
}
