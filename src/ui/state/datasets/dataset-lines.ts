import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import { fitEnd, truncateEnd } from "../../text/fit-text.js";
import type { DatasetScreen, DatasetView } from "./dataset-screen.js";
import { BLANK_LINE, type TonedLine } from "../toned-line.js";

const LABEL_COLUMNS = 13;

/** All that is shown of a dataset, each line at most `columns` wide. */
export function datasetLines({ view }: DatasetScreen, columns: number): readonly TonedLine[] {
  if (view.state !== "ready") return [];
  const lines = [
    ...facts(view.value),
    ...annotations(view.value),
    ...readme(view.value),
    ...items(view.value),
  ];
  return lines.map(({ tone, text }) => ({ tone, text: truncateEnd(text, columns) }));
}

function facts({ summary }: DatasetView): readonly TonedLine[] {
  const { admin, itemCount, totalBytes, tags, overlays } = summary;
  const isFrozen = admin.type === "dataset";
  return [
    { tone: "title", text: admin.name },
    { tone: "text", text: row("uuid", admin.uuid) },
    {
      tone: isFrozen ? "good" : "warning",
      text: row("status", isFrozen ? "frozen" : "proto: items may still change"),
    },
    { tone: "text", text: row("creator", admin.creatorUsername ?? "") },
    { tone: "text", text: row("created", timeOf(admin.createdAt)) },
    ...(isFrozen ? [{ tone: "text", text: row("frozen", timeOf(admin.frozenAt)) } as const] : []),
    { tone: "text", text: row("items", `${formatCount(itemCount, "item")}, ${formatSize(totalBytes)}`) },
    { tone: "text", text: row("tags", tags.join("  ")) },
    ...(overlays.length === 0 ? [] : [{ tone: "text", text: row("overlays", overlays.join("  ")) } as const]),
  ];
}

function annotations({ annotations: entries }: DatasetView): readonly TonedLine[] {
  if (entries.length === 0) return [];
  return [
    BLANK_LINE,
    { tone: "title", text: "ANNOTATIONS" },
    ...entries.map(
      ([name, value]) => ({ tone: "text", text: `${fitEnd(name, LABEL_COLUMNS)}${value}` }) as const,
    ),
  ];
}

function readme({ readme: text }: DatasetView): readonly TonedLine[] {
  const lines = text.trimEnd() === "" ? [] : text.trimEnd().split("\n");
  return [
    BLANK_LINE,
    { tone: "title", text: "README" },
    ...(lines.length === 0 ? [{ tone: "quiet", text: "There is none yet" } as const] : []),
    ...lines.map((line) => ({ tone: "text", text: line }) as const),
  ];
}

function items({ items: shown, summary }: DatasetView): readonly TonedLine[] {
  const more = summary.itemCount - shown.length;
  const { uri } = summary;
  return [
    BLANK_LINE,
    { tone: "title", text: "ITEMS" },
    ...shown.map(
      ({ sizeBytes, relpath }) =>
        ({ tone: "text", text: `${formatSize(sizeBytes).padStart(10)}  ${relpath}` }) as const,
    ),
    ...(more > 0
      ? [
          {
            tone: "faint",
            text: `… and ${more.toLocaleString("en-US")} more: s3kit dataset item list ${uri}`,
          } as const,
        ]
      : []),
  ];
}

function row(label: string, value: string): string {
  return `${fitEnd(label, LABEL_COLUMNS)}${value}`;
}

function timeOf(seconds: number | undefined): string {
  return seconds === undefined ? "" : formatTime(new Date(seconds * 1000));
}
