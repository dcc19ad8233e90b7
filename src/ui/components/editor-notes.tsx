import { Box, Text } from "ink";
import type { DocumentCheck, TextFinding } from "../state/editor/check-document.js";
import { wrapText } from "../text/fit-text.js";
import { wrapWords } from "../text/wrap-words.js";
import type { TextStyle } from "../theme/theme.js";
import { useTheme } from "../theme/theme-context.js";

interface EditorNotesProps {
  readonly check: DocumentCheck;
  readonly rows: number;
  readonly columns: number;
}

interface Note {
  readonly text: string;
  readonly style: TextStyle;
}

/** What is wrong with a text and what it means, as it is being written. */
export function EditorNotes({ check, rows, columns }: EditorNotesProps) {
  const theme = useTheme();
  const title = (text: string): readonly Note[] => [{ text, style: theme.title }];
  const blank: Note = { text: " ", style: theme.text };
  const findings = check.findings.flatMap((finding) =>
    findingNotes(finding, columns, theme.problem, theme.warning, theme.quiet),
  );
  const meaning = check.meaning.flatMap((sentence) => [
    ...wrapWords(sentence, columns).map((text): Note => ({ text, style: theme.text })),
    blank,
  ]);
  const notes: readonly Note[] = [
    ...(findings.length > 0 ? [...title("To look at"), ...findings, blank] : []),
    ...(meaning.length > 0 ? [...title("What it means"), ...meaning] : []),
  ];
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {notes.slice(0, rows).map(({ text, style }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
        <Text key={i} {...style}>
          {text}
        </Text>
      ))}
    </Box>
  );
}

function findingNotes(
  { line, severity, message, hint }: TextFinding,
  columns: number,
  problem: TextStyle,
  warning: TextStyle,
  quiet: TextStyle,
): readonly Note[] {
  const place = line === undefined ? "" : `line ${line.toString()}: `;
  const style = severity === "error" ? problem : warning;
  return [
    ...wrapWords(`${place}${message}`, columns).map((text): Note => ({ text, style })),
    ...(hint === undefined ? [] : wrapText(hint, columns).map((text): Note => ({ text, style: quiet }))),
  ];
}
