import { UsageError } from "../errors/s3kit-error.js";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:mo|[smhdwy]))+$/u;
const DATE = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?$/u;

/**
 * Read a length of time: `90s`, `15m`, `12h`, `7d`, `2w`, `1d12h`; `mo` is 30 days, `y` 365.
 *
 * @returns milliseconds.
 * @throws UsageError on anything else.
 */
export function parseDuration(text: string): number {
  if (!DURATION.test(text)) {
    throw new UsageError(`Not a length of time: ${text}`, {
      code: "InvalidDuration",
      hints: ["Write it as 90s, 15m, 12h, 7d or 2w"],
    });
  }
  const parts = text.matchAll(/(?<amount>[\d.]+)(?<unit>[a-z]+)/gu);
  return [...parts].reduce(
    (total, { groups }) => total + Number(groups?.["amount"]) * (UNIT_MS[groups?.["unit"] ?? ""] ?? 0),
    0,
  );
}

/**
 * Read a moment: a length of time before `now` (`7d`), a date (`2026-01-31`: midnight of this machine's time zone)
 * or an ISO 8601 time.
 *
 * @throws UsageError on anything else.
 */
export function parseMoment(text: string, now: Date): Date {
  if (DURATION.test(text)) return new Date(now.getTime() - parseDuration(text));
  // Without a time, ECMAScript reads a date as UTC; people mean their own midnight.
  const moment = new Date(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00` : text);
  if (!DATE.test(text) || Number.isNaN(moment.getTime()) || !isInCalendar(text)) {
    throw new UsageError(`Not a date or length of time: ${text}`, {
      code: "InvalidTime",
      hints: ["Write it as 7d, 12h, 2026-01-31 or 2026-01-31T12:00:00Z"],
    });
  }
  return moment;
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isInCalendar(date: string): boolean {
  const [year = 0, month = 1, day = 1] = date.split(/[-T ]/u, 3).map(Number);
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
