import type { AuditLog } from "../../workspace/audit/audit-log.js";
import type { AuditRecord } from "../../workspace/administration-answers.js";
import type { S3Request } from "../../wire/exchange.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";

/** More in a second are counted only: whoever is refused all the time must not fill the control bucket. */
const MOST_IN_SECOND = 100;

/** Writes down which requests of known callers were refused. */
export class RefusalAudit {
  readonly #log: Pick<AuditLog, "append">;
  readonly #clock: () => Date;
  #second = 0;
  #count = 0;

  constructor(log: Pick<AuditLog, "append">, clock: () => Date) {
    this.#log = log;
    this.#clock = clock;
  }

  record(request: S3Request, { name }: GatewayCaller, reason: string): void {
    const at = this.#clock();
    const second = Math.floor(at.getTime() / 1000);
    if (second !== this.#second) this.#beginSecond(second, at);
    this.#count += 1;
    if (this.#count > MOST_IN_SECOND) return;
    const { operation, bucket, remoteAddress } = request;
    const details = { address: remoteAddress };
    this.#append({ at, by: name, action: operation, target: targetOf(bucket, request), reason, details });
  }

  #beginSecond(second: number, at: Date): void {
    const left = this.#count - MOST_IN_SECOND;
    this.#second = second;
    this.#count = 0;
    if (left <= 0) return;
    const reason = `${left} more requests were refused within a second`;
    this.#append({ at, by: "gateway", action: "refused", target: null, reason, details: { count: left } });
  }

  #append(record: Omit<AuditRecord, "at" | "outcome"> & { readonly at: Date }): void {
    this.#log.append({ ...record, at: record.at.toISOString(), outcome: "refused" });
  }
}

function targetOf(bucket: string | undefined, { key, query }: S3Request): string | null {
  return bucket === undefined ? null : `s3://${bucket}/${key ?? query.get("prefix") ?? ""}`;
}
