import { S3Error } from "../../wire/s3-error.js";
import type { ControlCall } from "./control-call.js";

/** Do what a call asks for, and write down who asked for it and what came of it: changes, refusals, credentials given out. */
export async function audited<Answer>(call: ControlCall, work: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await work();
    if (call.request.method !== "GET" || call.operation === "GetDataAccess") record(call, undefined);
    return answer;
  } catch (error) {
    if (error instanceof S3Error && error.status === 403) record(call, error.message);
    throw error;
  }
}

const ASKED = ["target", "permission", "privilege", "auditContext"];

function record(call: ControlCall, reason: string | undefined): void {
  const { caller, context, operation, request, id, noted } = call;
  const asked = ASKED.flatMap((name) => {
    const value = request.query.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  context.audit.append({
    at: context.clock().toISOString(),
    by: caller.kind === "anonymous" ? "anonymous" : caller.name,
    action: `access-grants ${operation}`,
    outcome: reason === undefined ? "done" : "refused",
    target: request.query.get("target") ?? (id === "" ? null : id),
    reason: reason ?? null,
    details: Object.fromEntries([...asked.filter(([name]) => name !== "target"), ...noted]),
  });
}
