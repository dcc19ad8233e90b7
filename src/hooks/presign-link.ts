import type { Presigned, PresignVerb } from "../ui/state/presign/presign-screen.js";
import type { ObjectRef } from "../ui/state/preview/preview.js";
import { toProblem } from "../ui/state/problem.js";
import type { Client, ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

export interface PresignRequest {
  readonly object: ObjectRef;
  readonly verb: PresignVerb;
  readonly expiresInSeconds: number;
}

/** Make a link and tell of it. Never rejects. */
export async function presignLink(
  services: ExplorerServices,
  { requestId, ...request }: PresignRequest & { readonly requestId: number },
  send: Send,
): Promise<void> {
  try {
    send({ type: "presigned", requestId, made: { state: "ready", value: await services.presign(request) } });
  } catch (error) {
    send({ type: "presigned", requestId, made: { state: "failed", problem: toProblem(error) } });
  }
}

/** Sign a link, or the form of an upload; nothing is sent. */
export async function makeLink(
  client: Client,
  { object, verb, expiresInSeconds }: PresignRequest,
): Promise<Presigned> {
  const { formatPresignedForm, formatPresignedUrl } = await import("../lib/presign/snippets.js");
  const { bucket, key, versionId } = object;
  if (verb === "POST") {
    const { presignForm } = await import("../lib/presign/presign-form.js");
    const form = await presignForm(client, { bucket, key, expiresInSeconds });
    const { expiresAt, warnings } = form;
    return {
      url: formatPresignedForm(form, "fields"),
      curl: formatPresignedForm(form, "curl"),
      expiresAt,
      warnings,
      qr: undefined,
    };
  }
  const { presignObject } = await import("../lib/presign/presign-object.js");
  const version = verb === "PUT" ? undefined : versionId;
  const link = await presignObject(client, {
    method: verb,
    bucket,
    key,
    versionId: version,
    expiresInSeconds,
  });
  const { url, expiresAt, warnings } = link;
  return {
    url,
    curl: formatPresignedUrl(link, "curl"),
    expiresAt,
    warnings,
    qr: verb === "GET" ? await qrLines(url) : undefined,
  };
}

async function qrLines(url: string): Promise<readonly string[]> {
  const { renderUnicodeCompact } = await import("uqr");
  const lines = renderUnicodeCompact(url, { border: 2, ecc: "L" }).split("\n");
  // An odd number of rows leaves half a line, which belongs to the light border too.
  return lines.map((line, i) => (i === lines.length - 1 ? line.replaceAll("▀", "█") : line));
}
