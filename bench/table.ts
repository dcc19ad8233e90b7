import type { Sample } from "./measure.ts";
import { median } from "./measure.ts";

export interface Row {
  readonly job: string;
  readonly tool: string;
  readonly samples: readonly Sample[];
  /** What the job moved, to show a rate: bytes or items. */
  readonly amount?: { readonly count: number; readonly unit: "MB" | "objects" | "keys" };
}

/** A Markdown table of medians; `ratio` is the other program's time over s3kit's: above 1, s3kit is faster. */
export function formatTable(rows: readonly Row[]): string {
  const own = new Map(rows.filter(({ tool }) => tool === "s3kit").map((row) => [row.job, seconds(row)]));
  const lines = rows.map((row) => {
    const ratio = seconds(row) / (own.get(row.job) ?? Number.NaN);
    const rate =
      row.amount === undefined
        ? ""
        : `${Math.round(row.amount.count / seconds(row)).toString()} ${row.amount.unit}/s`;
    const memory = `${Math.round(Math.max(...row.samples.map((sample) => sample.peakRssMiB))).toString()} MiB`;
    return `| ${row.job} | ${row.tool} | ${seconds(row).toFixed(2)} s | ${rate} | ${memory} | ${ratio.toFixed(2)} |`;
  });
  return [
    "| job | program | median | rate | peak memory | its time / s3kit's |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function seconds(row: Row): number {
  return median(row.samples.map((sample) => sample.seconds));
}
