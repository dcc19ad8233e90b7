import type { PresignedForm } from "./presign-form.js";
import type { PresignedUrl } from "./presign-object.js";

/** A presigned URL as `url`, `curl` or `fetch`. */
export function formatPresignedUrl(presigned: PresignedUrl, format: "url" | "curl" | "fetch"): string {
  if (format === "url") return presigned.url;
  return format === "curl" ? curlLine(presigned) : fetchSnippet(presigned);
}

/** A presigned form as its `fields`, or as `curl`, `fetch` or `html`. */
export function formatPresignedForm(
  form: PresignedForm,
  format: "fields" | "curl" | "fetch" | "html",
): string {
  if (format === "curl") return curlFormLine(form);
  if (format === "fetch") return fetchFormSnippet(form);
  if (format === "html") return htmlForm(form);
  const open = form.openFields.map((name) => `${name}=`);
  return [form.url, ...Object.entries(form.fields).map(([name, value]) => `${name}=${value}`), ...open].join(
    "\n",
  );
}

/** A line for a POSIX shell that uses the URL; `FILE` stands for what is uploaded. */
function curlLine({ url, method, headers }: PresignedUrl): string {
  const words = ["curl", "--fail-with-body", ...methodWords(method)];
  for (const [name, value] of Object.entries(headers)) words.push("--header", quote(`${name}: ${value}`));
  if (method === "PUT") words.push("--upload-file", "FILE");
  return [...words, quote(url)].join(" ");
}

/** The same as a call of `fetch`, for a browser or Node. */
function fetchSnippet({ url, method, headers }: PresignedUrl): string {
  const options = {
    method,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
  const text = JSON.stringify(options, null, 2);
  const body = method === "PUT" ? text.replace(/\n\}$/, ',\n  "body": file\n}') : text;
  return `const response = await fetch(${JSON.stringify(url)}, ${body});`;
}

/** A line for a POSIX shell that posts a file with the form; `FILE` stands for it, `VALUE` for what is to be filled in. */
function curlFormLine({ url, fields, openFields }: PresignedForm): string {
  const open = openFields.map((name) => [name, "VALUE"] as const);
  const words = [...Object.entries(fields), ...open].map(
    ([name, value]) => `--form-string ${quote(`${name}=${value}`)}`,
  );
  return ["curl --fail-with-body", ...words, "--form file=@FILE", quote(url)].join(" ");
}

/** Upload code for a browser: `file` is a File. */
function fetchFormSnippet({ url, fields, openFields }: PresignedForm): string {
  const open = openFields.map((name) => {
    const value = isContentType(name) ? "file.type" : '"VALUE"';
    return `form.append(${JSON.stringify(name)}, ${value});`;
  });
  return [
    `const fields = ${JSON.stringify(fields, null, 2)};`,
    "const form = new FormData();",
    "for (const [name, value] of Object.entries(fields)) form.append(name, value);",
    ...open,
    'form.append("file", file); // the file must come last',
    `const response = await fetch(${JSON.stringify(url)}, { method: "POST", body: form });`,
    "if (!response.ok) throw new Error(await response.text());",
  ].join("\n");
}

/** A whole page with the form, that works as it is. */
function htmlForm({ url, fields, openFields }: PresignedForm): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) =>
      `      <input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}" />`,
  );
  const fillsType = openFields.some(isContentType);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Upload</title>
  </head>
  <body>
    <form action="${escapeHtml(url)}" method="post" enctype="multipart/form-data">
${[...hidden, ...openFields.map(openInput)].join("\n")}
      <label>File <input type="file" name="file" required${fillsType ? FILL_TYPE : ""} /></label>
      <button type="submit">Upload</button>
    </form>
  </body>
</html>
`;
}

/** Browsers tell the type of a file to scripts, but put it into no field of a form by themselves. */
const FILL_TYPE = ` onchange="this.form.elements['Content-Type'].value = this.files[0]?.type ?? ''"`;

function openInput(name: string): string {
  if (isContentType(name)) return `      <input type="hidden" name="${escapeHtml(name)}" value="" />`;
  return `      <label>${escapeHtml(name)} <input name="${escapeHtml(name)}" /></label>`;
}

function isContentType(name: string): boolean {
  return name.toLowerCase() === "content-type";
}

function methodWords(method: string): readonly string[] {
  if (method === "GET" || method === "PUT") return [];
  return method === "HEAD" ? ["--head"] : ["--request", method];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
