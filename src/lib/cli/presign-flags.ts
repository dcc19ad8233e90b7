import { Flags } from "@oclif/core";
import type { ResponseOverrides } from "../presign/presign-object.js";

/** How long, on every presign command. */
export const expiresFlag = Flags.string({
  default: "1h",
  helpValue: "15m|12h|7d",
  description: "how long it is valid, 7d at most",
});

/** What to print: the bare URL, or something to paste. */
export const urlFormatFlag = Flags.option({ options: ["url", "curl", "fetch"] as const })({
  default: "url",
  description: "print the URL, a curl line, or JavaScript",
});

const responseFlag = (what: string, helpValue: string) =>
  Flags.string({ helpValue, description: `answer with this ${what}` });

/** Headers that a URL makes the store answer with, on `presign get` and `presign head`. */
export const responseFlags = {
  "response-content-type": responseFlag("content type", "TYPE"),
  "response-content-disposition": responseFlag("content disposition", "VALUE"),
  "response-content-encoding": responseFlag("content encoding", "VALUE"),
  "response-content-language": responseFlag("content language", "VALUE"),
  "response-cache-control": responseFlag("cache control", "VALUE"),
  "response-expires": responseFlag("Expires date", "HTTP-DATE"),
};

export type ParsedResponseFlags = Readonly<Record<keyof typeof responseFlags, string | undefined>>;

/** The flags in the words of `presignObject`. */
export function toResponseOverrides(flags: ParsedResponseFlags): ResponseOverrides {
  return {
    contentType: flags["response-content-type"],
    contentDisposition: flags["response-content-disposition"],
    contentEncoding: flags["response-content-encoding"],
    contentLanguage: flags["response-content-language"],
    cacheControl: flags["response-cache-control"],
    expires: flags["response-expires"],
  };
}
