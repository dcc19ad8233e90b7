import type { ServiceFailure } from "./service-failure.js";

/** How far this machine's clock is from the store's: ` by 2 h 5 min (this one is behind)`; empty when unknown. */
export function clockDifference({ headers, details }: ServiceFailure, now: Date = new Date()): string {
  const said = details["ServerTime"];
  const theirs = Date.parse(typeof said === "string" ? said : (headers["date"] ?? ""));
  if (Number.isNaN(theirs)) return "";
  const differenceMs = now.getTime() - theirs;
  return ` by ${inWords(Math.abs(differenceMs))} (this one is ${differenceMs > 0 ? "ahead" : "behind"})`;
}

function inWords(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [
    days === 0 ? "" : `${String(days)} d`,
    hours === 0 ? "" : `${String(hours)} h`,
    days > 0 || (hours > 0 && minutes % 60 === 0) ? "" : `${String(minutes % 60)} min`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}
