import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { Handler, S3Request, S3Response } from "../../wire/exchange.js";
import { readDelete, type ObjectToDelete } from "../../wire/xml/documents/delete.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import { askForPlainText, readAnswerText, withText } from "../answers/answer-text.js";

/**
 * Answer a DeleteObjects of which some keys may be refused, as S3 does: the others are deleted, and each refused one is
 * reported with its reason.
 *
 * @param refusalOf why a key may not be deleted; undefined: it may.
 * @throws S3Error as the body does.
 */
export async function deleteAllowed(
  request: S3Request,
  next: Handler,
  refusalOf: (key: string) => string | undefined,
): Promise<S3Response> {
  const document = await readTextBody(request.openBody());
  const { objects, quiet } = readDelete(document);
  const refused = new Map<ObjectToDelete, string>();
  for (const object of objects) {
    const reason = refusalOf(object.key);
    if (reason !== undefined) refused.set(object, reason);
  }
  if (refused.size === 0) return next(withDocument(request, document));
  const errors = [...refused].map(([{ key, versionId }, Message]) => ({
    Key: key,
    VersionId: versionId,
    Code: "AccessDenied",
    Message,
  }));
  const allowed = objects.filter((object) => !refused.has(object));
  if (allowed.length === 0) return answerErrors(errors);
  const answer = await next(withDocument(askForPlainText(request), renderDelete(allowed, quiet)));
  if (answer.status !== 200) return answer;
  return withText(answer, addErrors(await readAnswerText(answer), errors));
}

function renderDelete(objects: readonly ObjectToDelete[], quiet: boolean): string {
  return renderXml("Delete", {
    Object: objects.map(({ key, versionId, conditions }) => ({
      Key: key,
      VersionId: versionId,
      ETag: conditions.ifMatch,
      LastModifiedTime: conditions.ifLastModified,
      Size: conditions.ifSizeBytes,
    })),
    Quiet: quiet,
  });
}

/** The request with its body, which was read, in it again: without what described how it came. */
function withDocument(request: S3Request, document: string): S3Request {
  const bytes = Buffer.from(document);
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !ABOUT_BODY.test(name)),
  );
  return {
    ...request,
    headers: { ...headers, "content-length": bytes.length.toString() },
    openBody: () => ({
      stream: Readable.from([bytes]),
      sizeBytes: bytes.length,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
}

const ABOUT_BODY =
  /^(content-md5|content-encoding|content-length|transfer-encoding|x-amz-trailer|x-amz-decoded-content-length|x-amz-(sdk-)?checksum-.*)$/;

function answerErrors(errors: readonly XmlContent[]): S3Response {
  const body = renderXml("DeleteResult", { Error: errors });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function addErrors(document: string, errors: readonly XmlContent[]): string {
  const elements = errors
    .map((error) => renderXml("Error", error, "").replace(/^<\?xml[^>]*\?>\s*/, ""))
    .join("");
  if (document.includes("</DeleteResult>"))
    return document.replace("</DeleteResult>", () => `${elements}</DeleteResult>`);
  return document.replace(/<DeleteResult([^>]*?)\/>\s*$/, (_empty, attributes: string) => {
    return `<DeleteResult${attributes}>${elements}</DeleteResult>`;
  });
}
