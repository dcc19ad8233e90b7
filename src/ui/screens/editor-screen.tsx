import { Box, Text } from "ink";
import { EditorNotes } from "../components/editor-notes.js";
import { EditorText } from "../components/editor-text.js";
import { MessagePanel } from "../components/message-panel.js";
import { Rule } from "../components/rule.js";
import { planEditor } from "../state/editor/editor-room.js";
import type { EditorScreen } from "../state/editor/editor-screen.js";
import type { Layout } from "../state/layout.js";
import { useTheme } from "../theme/theme-context.js";

/** A setting that is a text: on one side as it is written, on the other what it means. */
export function EditorScreenView({
  screen,
  layout,
}: {
  readonly screen: EditorScreen;
  readonly layout: Layout;
}) {
  const theme = useTheme();
  const panel = { columns: layout.columns, rows: layout.bodyRows };
  const { original, check } = screen;
  if (original.state === "loading")
    return <MessagePanel kind="quiet" title="Reading…" lines={[]} {...panel} />;
  if (original.state === "failed") {
    const { code, message, hints } = original.problem;
    return <MessagePanel kind="problem" title={code} lines={[message, "", ...hints]} {...panel} />;
  }
  const room = planEditor(layout);
  const text = <EditorText screen={screen} rows={room.rows} columns={room.columns} />;
  if (!room.isBeside) {
    return (
      <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
        {text}
        {room.notesRows > 0 ? (
          <>
            <Rule columns={layout.columns} />
            <Box paddingLeft={1}>
              <EditorNotes check={check} rows={room.notesRows - 1} columns={room.notesColumns} />
            </Box>
          </>
        ) : null}
      </Box>
    );
  }
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      {text}
      <Text {...theme.faint}>{Array.from({ length: room.rows }, () => "│").join("\n")}</Text>
      <Box paddingLeft={1}>
        <EditorNotes check={check} rows={room.notesRows} columns={room.notesColumns} />
      </Box>
    </Box>
  );
}
