import { hash } from "node:crypto";
import type { S3Response } from "../../wire/exchange.js";
import { escapeXml } from "../../wire/xml/render-xml.js";
import { CONTROLS } from "./content-disposition.js";
import { STYLE } from "./page-style.js";

export interface LandingPage {
  readonly status: number;
  /** As the object is called; anything at all may be in it. */
  readonly name: string;
  /** Undefined: not told before the password is. */
  readonly sizeBytes: number | undefined;
  readonly expiresAt: string | undefined;
  /** Undefined: there is no limit. */
  readonly downloadsLeft: number | undefined;
  readonly asksPassword: boolean;
  /** For people, when something went wrong. */
  readonly problem?: string | undefined;
}

/** The page of a link: what it leads to, and a button. It runs no script, and loads nothing from elsewhere. */
export function landingPage(page: LandingPage): S3Response {
  const { name, sizeBytes, expiresAt, downloadsLeft, asksPassword, problem, status } = page;
  const facts = [
    sizeBytes === undefined ? undefined : describeSize(sizeBytes),
    downloadsLeft === undefined ? undefined : countLeft(downloadsLeft),
    expiresAt === undefined ? undefined : `until ${expiresAt.slice(0, 16).replace("T", " ")} UTC`,
  ].filter((fact) => fact !== undefined);
  const shown = escapeXml(visible(name));
  const form =
    downloadsLeft === 0
      ? ""
      : `<form method="post">${asksPassword ? PASSWORD : ""}<button>Download</button></form>`;
  const body = `<h1><bdi>${shown}</bdi></h1>
<p class="quiet">${facts.map(escapeXml).join(" · ")}</p>
${problem === undefined ? "" : `<p class="problem" role="alert">${escapeXml(problem)}</p>`}
${form}`;
  return document(status, shown, body);
}

/** The page in place of a link that is not there, or not any more. */
export function missingPage(status: number, problem: string): S3Response {
  return document(status, "Nothing here", `<h1>Nothing here</h1><p class="quiet">${escapeXml(problem)}</p>`);
}

const PASSWORD = `<label>Password <input type="password" name="password" autocomplete="off" required autofocus></label>`;

const STYLE_HASH = hash("sha256", STYLE, "base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

function document(status: number, title: string, body: string): S3Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: html,
  };
}

/** Characters that would not be seen, or would show the others in another order. */
function visible(name: string): string {
  return name.toWellFormed().replace(CONTROLS, "\u{fffd}");
}

const UNITS = ["KB", "MB", "GB", "TB"];

function describeSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length);
  return `${(bytes / 1000 ** power).toPrecision(3)} ${UNITS[power - 1] ?? ""}`;
}

function countLeft(left: number): string {
  if (left === 0) return "all downloads are used up";
  return left === 1 ? "1 download left" : `${left} downloads left`;
}
