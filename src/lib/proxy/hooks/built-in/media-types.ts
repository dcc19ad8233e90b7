/** Names that are also in use, and the one that stands for them here. Source: IANA media types and what clients send. */
const SAME: Readonly<Record<string, string>> = {
  "application/x-gzip": "application/gzip",
  "application/x-zip-compressed": "application/zip",
  "application/x-zip": "application/zip",
  "application/x-rar": "application/x-rar-compressed",
  "application/vnd.rar": "application/x-rar-compressed",
  "application/x-bzip": "application/x-bzip2",
  "application/x-pdf": "application/pdf",
  "application/vnd.apache.parquet": "application/x-parquet",
  "application/vnd.apache.arrow.file": "application/x-apache-arrow",
  "application/vnd.microsoft.portable-executable": "application/x-msdownload",
  "application/xml": "text/xml",
  "application/vnd.sqlite3": "application/x-sqlite3",
  "audio/mp3": "audio/mpeg",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
  "audio/x-aiff": "audio/aiff",
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/vnd.microsoft.icon": "image/x-icon",
  "image/x-ms-bmp": "image/bmp",
  "image/x-bmp": "image/bmp",
  "video/x-msvideo": "video/vnd.avi",
  "video/avi": "video/vnd.avi",
  "video/msvideo": "video/vnd.avi",
};

/**
 * What is detected, and the types that may be declared for it: those are kept in it, and its first bytes do not always
 * show which.
 */
const CONTAINERS: readonly (readonly [detected: RegExp, declared: RegExp])[] = [
  [
    /^application\/zip$/,
    /zip|openxmlformats|opendocument|epub|java-archive|android\.package|ms-(excel|word|powerpoint|office)|oasis|kmz|xpinstall|usdz/,
  ],
  [
    /^application\/x-cfb$/,
    /ms-?(word|excel|powerpoint|outlook|office|works|project)|visio|x-msi|msword|x-cdf/,
  ],
  [/^text\/xml$/, /xml|html/],
  [
    /^application\/(gzip|x-xz|zstd|x-bzip2|x-compress|x-lz4|x-lzip)$/,
    /tar|tgz|compressed|[+/](x-)?(gzip|zstd)$/,
  ],
  [
    /^(video|audio)\/(mp4|x-m4a|x-m4v|quicktime|3gpp2?)$/,
    /^(video|audio|application)\/(mp4|m4a|x-m4a|x-m4v|quicktime|3gpp2?)$/,
  ],
  [/^(audio|video|application)\/ogg/, /^(audio|video|application)\/(ogg|opus|x-ogg|vorbis)/],
  [/^(video|audio)\/(webm|matroska|x-matroska)$/, /^(video|audio)\/(webm|matroska|x-matroska)$/],
  [
    /^image\/(heic|heif|heic-sequence|heif-sequence|avif)$/,
    /^image\/(heic|heif|heic-sequence|heif-sequence|avif)$/,
  ],
  [/^image\/(tiff|x-[a-z-]+)$/, /^image\/(tiff|x-[a-z0-9.-]+)$/],
  [/^application\/(pdf|postscript)$/, /^application\/(pdf|postscript|illustrator|vnd\.adobe)/],
];

/** One name for each type. @param type in lower case, without parameters. */
export function canonicalType(type: string): string {
  return SAME[type] ?? type;
}

/** Can a content be what it is declared to be, when this was detected? */
export function areCompatibleTypes(declared: string, detected: string): boolean {
  const [one, other] = [canonicalType(declared), canonicalType(detected.split(";", 1)[0] ?? "")];
  return one === other || CONTAINERS.some(([found, wanted]) => found.test(other) && wanted.test(one));
}
