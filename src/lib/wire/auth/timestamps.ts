/** The time as SigV4 writes it: `20130524T000000Z`. */
export function formatAmzDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Read `20130524T000000Z`; undefined for anything else, also for a day that no calendar has. */
export function parseAmzDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(date.getTime()) && formatAmzDate(date) === text ? date : undefined;
}

/** Read a `Date` header: SigV4's own form, or an HTTP date. Source: RFC 9110, section 5.6.7; RFC 2822 numeric zones. */
export function parseDateHeader(text: string): Date | undefined {
  const own = parseAmzDate(text);
  if (own !== undefined) return own;
  if (!/^[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})$/.test(text))
    return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
