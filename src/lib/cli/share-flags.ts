import { Flags } from "@oclif/core";
import type { Permission } from "../access/grants/access-grant.js";

/** `--permission`, on the commands that make shares and change them. */
export const permissionFlag = Flags.option({ options: ["read", "write", "readwrite"] as const });

/** In the words of the access model. */
export function toPermission(word: "read" | "write" | "readwrite"): Permission {
  return ({ read: "READ", write: "WRITE", readwrite: "READWRITE" } as const)[word];
}
