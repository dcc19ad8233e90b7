import { S3Error } from "../../wire/s3-error.js";
import { malformedXml, parseXml } from "../../wire/xml/parse-xml.js";
import { optionalChild, requiredText } from "../../wire/xml/read-element.js";

/** Check a `<WebsiteConfiguration>`. It is kept for its readers; this store serves no web pages by it. */
export function checkWebsiteConfiguration(text: string): void {
  const document = parseXml(text, "WebsiteConfiguration");
  const redirectAll = optionalChild(document, "RedirectAllRequestsTo");
  const index = optionalChild(document, "IndexDocument");
  if (redirectAll !== undefined) {
    requiredText(redirectAll, "HostName");
    if (document.children.length > 1) throw malformedXml("RedirectAllRequestsTo must stand alone");
    return;
  }
  if (index === undefined) {
    throw malformedXml("WebsiteConfiguration has neither IndexDocument nor RedirectAllRequestsTo");
  }
  const suffix = requiredText(index, "Suffix");
  if (suffix === "" || suffix.includes("/")) {
    throw new S3Error("InvalidArgument", "The IndexDocument Suffix is not well formed");
  }
}
