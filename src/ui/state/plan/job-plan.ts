/** What a job would do, looked at before it does it. */
export interface JobPlan {
  readonly itemCount: number;
  readonly totalBytes: number;
  /** Items that take the place of something; undefined: too many to look. */
  readonly existingCount: number | undefined;
  /** What only the destination has, and a sync takes away. */
  readonly deletionCount: number;
  /** What a sync found to be the same on both sides. */
  readonly sameCount: number;
  /** The first items. */
  readonly lines: readonly PlanLine[];
}

export interface PlanLine {
  readonly kind: "new" | "replace" | "delete" | "refused";
  readonly name: string;
  readonly sizeBytes: number;
  /** Why it is left out. */
  readonly reason: string | undefined;
}

/** Whether it must be looked at before it is done: something would be replaced or taken away. */
export function wantsLook(plan: JobPlan): boolean {
  return (
    plan.existingCount !== 0 || plan.deletionCount > 0 || plan.lines.some(({ kind }) => kind === "refused")
  );
}
