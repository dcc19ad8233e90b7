import { createHash } from "node:crypto";
import { SCRIPT } from "./script.js";
import { STYLE } from "./style.js";

/** What the page tells its user and checks before it asks; the server and the store check it again. */
export interface UploadPageInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly maxBytes: number;
  /** `image/png`, or `image/*`; none: any. */
  readonly types: readonly string[];
  /** Where files are posted to. */
  readonly storeOrigin: string;
}

export interface UploadPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The page with its style and script in it. It holds no secret, loads nothing from anywhere, may talk to its own server
 * and the store alone (Content Security Policy, Level 3), and runs in no frame.
 */
export function uploadPage(input: UploadPageInput): UploadPage {
  const { bucket, prefix, maxBytes, types } = input;
  const config = JSON.stringify({ maxBytes, types }).replaceAll("<", String.raw`\u003c`);
  const accept = types.length === 0 ? "" : ` accept="${escapeHtml(types.join(","))}"`;
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Upload to ${escapeHtml(bucket)}</title>
    <link rel="icon" href="data:," />
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>Upload to ${escapeHtml(bucket)}</h1>
      <p class="quiet">Files go straight to the store, below ${escapeHtml(prefix === "" ? "its root" : prefix)}. ${limitWords(input)}</p>
      <label id="drop" for="files">
        <input id="files" type="file" multiple${accept} />
        <span>Drop files here, or <strong>choose them</strong></span>
      </label>
      <ul id="list" aria-label="Uploads"></ul>
      <p id="news" role="status" aria-live="polite"></p>
    </main>
    <script id="config" type="application/json">${config}</script>
    <script>${SCRIPT}</script>
  </body>
</html>
`;
  return { html, headers: { ...HEADERS, "content-security-policy": contentPolicy(input.storeOrigin) } };
}

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

function contentPolicy(storeOrigin: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "img-src data:",
    `connect-src 'self' ${storeOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function limitWords({ maxBytes, types }: UploadPageInput): string {
  const size = `At most ${(maxBytes / 1024 ** 2).toLocaleString("en", { maximumFractionDigits: 1 })} MiB each`;
  return types.length === 0 ? `${size}.` : `${size}; ${escapeHtml(types.join(", "))}.`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
