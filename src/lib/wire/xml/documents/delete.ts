import type { DeleteConditions } from "../../conditions/write-conditions.js";
import { malformedXml, parseXml, type XmlElement } from "../parse-xml.js";
import { childrenOf, optionalBoolean, optionalText, requiredText } from "../read-element.js";

export interface DeleteDocument {
  readonly objects: readonly ObjectToDelete[];
  /** Answer with the failures alone. */
  readonly quiet: boolean;
}

export interface ObjectToDelete {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly conditions: DeleteConditions;
}

const MAX_OBJECTS = 1000;

/** Read the body of DeleteObjects: 1 to 1000 objects. @throws S3Error MalformedXML */
export function readDelete(document: string): DeleteDocument {
  const root = parseXml(document, "Delete");
  const objects = childrenOf(root, "Object").map(readObject);
  if (objects.length === 0 || objects.length > MAX_OBJECTS) {
    throw malformedXml(`between 1 and ${MAX_OBJECTS} objects can be deleted at once`);
  }
  return { objects, quiet: optionalBoolean(root, "Quiet") ?? false };
}

function readObject(element: XmlElement): ObjectToDelete {
  const key = requiredText(element, "Key");
  if (key === "") throw malformedXml("a Key is empty");
  return {
    key,
    versionId: optionalText(element, "VersionId"),
    conditions: {
      ifMatch: optionalText(element, "ETag"),
      ifLastModified: optionalText(element, "LastModifiedTime"),
      ifSizeBytes: optionalText(element, "Size"),
    },
  };
}
