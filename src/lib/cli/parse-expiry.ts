import { parseDuration, parseMoment } from "./parse-time.js";

/** Read when something is to end: a length of time from now (`7d`), a date or an ISO 8601 time. @throws UsageError */
export function parseExpiry(text: string, now: Date): string {
  const isDuration = /^\d+(?:\.\d+)?[a-z]/.test(text);
  const moment = isDuration ? new Date(now.getTime() + parseDuration(text)) : parseMoment(text, now);
  return moment.toISOString();
}
