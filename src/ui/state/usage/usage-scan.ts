import type { UsageSurvey } from "../../../lib/object/survey-usage.js";
import type { Problem } from "../problem.js";

/** Measuring a place; it goes on while one looks elsewhere. */
export interface UsageScan {
  readonly id: number;
  readonly storeId: number;
  readonly bucket: string;
  readonly prefix: string;
  /** Undefined before the first page. */
  readonly survey: UsageSurvey | undefined;
  readonly status: "running" | "done" | "stopped" | "failed";
  readonly problem: Problem | undefined;
}

/** What has become of a scan. */
export interface UsageNews {
  readonly type: "usage";
  readonly scanId: number;
  readonly survey: UsageSurvey | undefined;
  readonly status: UsageScan["status"];
  readonly problem: Problem | undefined;
}

export function takeNews(scan: UsageScan, news: UsageNews): UsageScan {
  if (scan.id !== news.scanId) return scan;
  const { survey = scan.survey, status, problem } = news;
  return { ...scan, survey, status, problem };
}

/** Places whose measures are kept. */
const MOST_SCANS = 4;

/** Keep a scan among the others, the latest last; those that run are all kept. */
export function keepScan(scans: readonly UsageScan[], scan: UsageScan): readonly UsageScan[] {
  const ended = scans.filter(({ status }) => status !== "running").slice(1 - MOST_SCANS);
  return [...scans.filter((other) => other.status === "running" || ended.includes(other)), scan];
}
