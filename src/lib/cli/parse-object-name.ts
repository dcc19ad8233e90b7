import { UsageError } from "../errors/s3kit-error.js";

/** `BUCKET/KEY`: the name that an encrypted object's key is bound to. @throws UsageError */
export function parseObjectName(text: string): { readonly namespace: string; readonly key: string } {
  const [, namespace, key] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (namespace !== undefined && key !== undefined) return { namespace, key };
  throw new UsageError(`${text} is no object's name`, { hints: ["Write it as BUCKET/KEY"] });
}
