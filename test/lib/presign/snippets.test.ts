import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { formatPresignedForm, formatPresignedUrl } from "../../../src/lib/presign/snippets.js";

const URL_WITH_QUOTE = "http://127.0.0.1:1/b/it's?a=1&b=%27";

describe("a curl line", () => {
  it("survives the shell whatever the URL and the headers hold", () => {
    const line = formatPresignedUrl(
      {
        url: URL_WITH_QUOTE,
        method: "PUT",
        headers: { "content-type": "text/plain; x='$HOME'" },
        expiresAt: new Date(0),
        warnings: [],
      },
      "curl",
    );
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    expect(words).toEqual([
      "curl",
      "--fail-with-body",
      "--header",
      "content-type: text/plain; x='$HOME'",
      "--upload-file",
      "FILE",
      URL_WITH_QUOTE,
    ]);
  });
});

describe("an upload page", () => {
  const form = {
    url: "http://127.0.0.1:1/b/",
    method: "POST",
    fields: { key: 'a"b<c>&d', policy: "e30=" },
    openFields: [],
    conditions: [],
    expiresAt: new Date(0),
    warnings: [],
  } as const;

  it("escapes what fields hold", () => {
    expect(formatPresignedForm(form, "html")).toContain('name="key" value="a&quot;b&lt;c>&amp;d"');
  });

  it("puts the file last, as S3 demands", () => {
    const html = formatPresignedForm(form, "html");
    expect(html.indexOf('name="file"')).toBeGreaterThan(html.indexOf('name="policy"'));
  });
});
