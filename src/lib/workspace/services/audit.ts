import type { CallOptions } from "../../s3/call-options.js";
import type { AuditPage, ReadAudit } from "../administration.js";
import { readAuditPage } from "../audit/read-audit.js";
import { readState, requireAdministrator, type AdministrationContext } from "./administration-context.js";

export async function readAudit(
  context: AdministrationContext,
  input: ReadAudit,
  options?: CallOptions,
): Promise<AuditPage> {
  const { registry, actor, audit } = context;
  requireAdministrator(await readState(context, options), actor);
  await audit.flush();
  return readAuditPage(registry.bucket, registry.keys, input, options);
}
