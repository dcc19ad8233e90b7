import type { CorsRule } from "./cors-rules.js";

/** Names of the usual cases that there are rules for. */
export const CORS_PRESETS = ["browser-upload", "public-read", "any"] as const;
export type CorsPreset = (typeof CORS_PRESETS)[number];

/** What a browser must see after an upload: the ETag that a multipart completion needs, and ids for support. */
const UPLOAD_ANSWER = ["ETag", "Location", "x-amz-request-id", "x-amz-version-id"];

/**
 * Rules for the usual cases. `any` allows every method from everywhere and is only ever applied by that name.
 *
 * @param origins who may call; `browser-upload` is useless without them, the others default to `*`
 */
export function corsPreset(preset: CorsPreset, origins: readonly string[] = ["*"]): readonly CorsRule[] {
  return [{ allowedOrigins: origins, ...PRESETS[preset] }];
}

const PRESETS: Readonly<Record<CorsPreset, Omit<CorsRule, "allowedOrigins">>> = {
  "browser-upload": {
    id: "browser-upload",
    allowedMethods: ["GET", "HEAD", "PUT", "POST"],
    allowedHeaders: ["*"],
    exposeHeaders: UPLOAD_ANSWER,
    maxAgeSeconds: 3600,
  },
  "public-read": {
    id: "public-read",
    allowedMethods: ["GET", "HEAD"],
    allowedHeaders: ["*"],
    exposeHeaders: ["ETag", "Content-Length", "Content-Range", "Accept-Ranges"],
    maxAgeSeconds: 3600,
  },
  any: {
    id: "any",
    allowedMethods: ["GET", "HEAD", "PUT", "POST", "DELETE"],
    allowedHeaders: ["*"],
    exposeHeaders: ["ETag"],
    maxAgeSeconds: 3000,
  },
};
