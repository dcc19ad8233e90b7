import type { Finding } from "../document/json-document.js";

/** `policy.json:4:17: there is no action s3:GetObjekt` */
export function formatFinding(name: string, { position, message }: Finding): string {
  return `${name}:${position.line.toString()}:${position.column.toString()}: ${message}`;
}
