import { Box } from "ink";
import { cleanup, render } from "ink-testing-library";
import type { ReactNode } from "react";
import stringWidth from "string-width";
import { afterEach, describe, expect, it } from "vitest";
import { ColumnTitles } from "../../../src/ui/components/column-titles.js";
import { DetailsLineView } from "../../../src/ui/components/details-line.js";
import { Header } from "../../../src/ui/components/header.js";
import { InputLine } from "../../../src/ui/components/input-line.js";
import { KeyBar } from "../../../src/ui/components/key-bar.js";
import { ListRow } from "../../../src/ui/components/list-row.js";
import { MessagePanel } from "../../../src/ui/components/message-panel.js";
import { ScrollBar } from "../../../src/ui/components/scroll-bar.js";
import { StatusLine } from "../../../src/ui/components/status-line.js";
import { LAYERS } from "../../../src/ui/actions/layers.js";
import { planColumns } from "../../../src/ui/state/list/list-columns.js";
import { parseFilter } from "../../../src/ui/state/list/row-filter.js";
import { objectRow, prefixRow } from "../state/list/sample-rows.js";

const PREFIX = { kind: "prefix", bucket: "b", prefix: "" } as const;

function frame(view: ReactNode): readonly string[] {
  return (render(<Box flexDirection="column">{view}</Box>).lastFrame() ?? "").split("\n");
}

afterEach(cleanup);

describe("ListRow", () => {
  const columns = planColumns(60, PREFIX);

  it("puts the size to the right and the time after it", () => {
    const at = new Date(2026, 0, 31, 23, 59).getTime();
    const [line] = frame(
      <ListRow
        {...objectRow("notes.txt", 1536, at)}
        columns={columns}
        filter={undefined}
        underCursor={false}
        selected={false}
      />,
    );
    expect(line).toMatch(/^ notes\.txt {26}1\.5 KiB {2}2026-01-31 23:59$/);
  });

  it("gives folders neither size nor time", () => {
    const [line] = frame(
      <ListRow {...prefixRow("a/")} columns={columns} filter={undefined} underCursor selected={false} />,
    );
    expect(line?.trim()).toBe("▎a/");
  });

  it("keeps the columns of wide and odd names in line", () => {
    const rows = ["plain.txt", "日本語.txt", "a\nb.txt", "👨‍👩‍👧.txt", "x".repeat(300)];
    const starts = rows.map((name) => {
      const row = objectRow(name, 5, 0);
      const [line = ""] = frame(
        <ListRow
          {...row}
          columns={columns}
          filter={parseFilter("txt")}
          underCursor={false}
          selected={false}
        />,
      );
      return stringWidth(line.slice(0, line.indexOf("5 B")));
    });
    expect(new Set(starts)).toEqual(new Set([1 + columns.name + columns.gap + columns.size - "5 B".length]));
  });

  it("names the object that stands for the folder itself", () => {
    const [line] = frame(
      <ListRow
        {...objectRow("", 0, 0)}
        columns={columns}
        filter={undefined}
        underCursor={false}
        selected={false}
      />,
    );
    expect(line).toContain("(the folder itself)");
  });
});

describe("ColumnTitles", () => {
  it("marks what the list is sorted by", () => {
    const sort = { key: "size", descending: true } as const;
    const [line] = frame(<ColumnTitles columns={planColumns(60, PREFIX)} sort={sort} location={PREFIX} />);
    expect(line?.replaceAll(/ +/g, " ").trim()).toBe("Name Size ↓ Modified");
  });
});

describe("Header", () => {
  it.each([20, 40, 80, 250])("takes one line at %i columns, with the end of the way", (columns) => {
    const crumbs = ["bucket", "a-long-folder-name", "another-long-folder-name", "end"];
    const lines = frame(<Header crumbs={crumbs} storeLabel="127.0.0.1:9000" columns={columns} />);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("end");
  });
});

describe("StatusLine", () => {
  it("cuts the words before the counts", () => {
    const left = { tone: "problem", text: "AccessDenied: a long story about a policy" } as const;
    const [line] = frame(<StatusLine left={left} right="3/12" columns={30} />);
    expect(line).toMatch(/^ AccessDenied: a long .*… {2}3\/12$/);
  });
});

describe("InputLine", () => {
  it("shows the end of what is typed when it is long", () => {
    const text = "a-very-long-filter-text";
    const [line] = frame(
      <InputLine label="/" field={{ text, cursor: text.length }} right="3 of 9" columns={24} />,
    );
    expect(line).toMatch(/^ \/ ….*text +3 of 9$/);
  });
});

describe("KeyBar", () => {
  it.each([12, 40, 80])("takes one line at %i columns, and ends with the help", (columns) => {
    const lines = frame(<KeyBar layers={[LAYERS.list, LAYERS.global]} columns={columns} />);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\? help$/);
  });
});

describe("ScrollBar", () => {
  it("shows how much of all is in sight, and where", () => {
    expect(frame(<ScrollBar top={30} count={60} height={6} />)).toEqual(["", "", "", "┃"]);
    expect(frame(<ScrollBar top={0} count={100} height={5} />)).toEqual(["┃"]);
  });
});

describe("MessagePanel", () => {
  it("stays within its lines, however much there is to say", () => {
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i.toString()}`);
    const shown = frame(
      <MessagePanel kind="problem" title="NoSuchBucket" lines={lines} columns={40} rows={6} />,
    );
    expect(shown).toHaveLength(6);
    expect(shown.join("\n")).toContain("NoSuchBucket");
  });
});

describe("DetailsLineView", () => {
  it("lines facts up behind their labels", () => {
    const lines = frame(
      <>
        <DetailsLineView line={{ kind: "fact", label: "Size", value: "5 bytes" }} columns={40} />
        <DetailsLineView line={{ kind: "fact", label: "", value: "continued" }} columns={40} />
      </>,
    );
    expect(lines).toEqual(["Size            5 bytes", "                continued"]);
  });
});
