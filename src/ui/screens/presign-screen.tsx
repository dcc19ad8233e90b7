import { Box, Text } from "ink";
import { formatTime } from "../../lib/cli/format-time.js";
import type { Layout } from "../state/layout.js";
import {
  EXPIRIES,
  PRESIGN_VERBS,
  type Presigned,
  type PresignScreen,
  type PresignVerb,
} from "../state/presign/presign-screen.js";
import { truncateEnd, wrapText } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

const MEANINGS: Readonly<Record<PresignVerb, string>> = {
  GET: "reads the object",
  HEAD: "reads what is known of it",
  PUT: "writes it, over what is there",
  DELETE: "deletes it",
  POST: "is a form that uploads to it",
};

/** A link, who may do what with it, and a code for cameras. */
export function PresignScreenView({
  screen,
  layout,
}: {
  readonly screen: PresignScreen;
  readonly layout: Layout;
}) {
  const theme = useTheme();
  const { verb, expiry, made } = screen;
  const columns = Math.max(1, layout.columns - 2);
  return (
    <Box
      flexDirection="column"
      width={layout.columns}
      height={layout.bodyRows}
      paddingLeft={1}
      overflow="hidden"
    >
      <Choices label="It" names={PRESIGN_VERBS} chosen={PRESIGN_VERBS.indexOf(verb)} note={MEANINGS[verb]} />
      <Choices label="for" names={EXPIRIES.map(({ words }) => words)} chosen={expiry} note="" />
      <Text> </Text>
      {made.state === "loading" ? <Text {...theme.quiet}>Signing…</Text> : null}
      {made.state === "failed" ? (
        <Text {...theme.problem}>
          {truncateEnd(`${made.problem.code}: ${made.problem.message}`, columns)}
        </Text>
      ) : null}
      {made.state === "ready" ? (
        <Link made={made.value} columns={columns} rows={layout.bodyRows - 3} screenRows={layout.rows} />
      ) : null}
    </Box>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly chosen: number;
  readonly note: string;
}

function Choices({ label, names, chosen, note }: ChoicesProps) {
  const theme = useTheme();
  return (
    <Box height={1} overflow="hidden">
      <Text {...theme.quiet}>{label.padEnd(4)}</Text>
      {names.map((name, i) => (
        <Text
          key={name}
          {...(i === chosen ? { ...theme.title, inverse: true } : theme.quiet)}
        >{` ${name} `}</Text>
      ))}
      <Text {...theme.text}>{`  ${note}`}</Text>
    </Box>
  );
}

interface LinkProps {
  readonly made: Presigned;
  readonly columns: number;
  readonly rows: number;
  readonly screenRows: number;
}

function Link({ made, columns, rows, screenRows }: LinkProps) {
  const theme = useTheme();
  const lines = made.url.split("\n").flatMap((line) => wrapText(line, columns));
  const { qr } = made;
  const left = rows - lines.length - 2;
  const width = qr?.[0]?.length ?? 0;
  const fits = qr !== undefined && qr.length <= left && width <= columns;
  return (
    <Box flexDirection="column">
      {lines.slice(0, Math.max(1, rows - 2)).map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the link is its place
        <Text key={i} {...theme.folder}>
          {line}
        </Text>
      ))}
      <Text
        {...theme.quiet}
      >{`Until ${formatTime(made.expiresAt)}. Whoever has it can use it, without credentials.`}</Text>
      <Text> </Text>
      {fits ? <Code lines={qr} /> : null}
      {qr !== undefined && !fits ? (
        <Text {...theme.quiet}>
          {`A QR code of it needs a terminal of ${Math.max(width + 2, 80).toString()}×${(screenRows + qr.length - left).toString()}.`}
        </Text>
      ) : null}
    </Box>
  );
}

/** Cameras want dark on light, whatever the theme; the characters draw what is light. */
function Code({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line, i) => (
    // oxlint-disable-next-line react/no-array-index-key -- a line of the code is its place
    <Text key={i} color="#ffffff" backgroundColor="#000000">
      {line}
    </Text>
  ));
}
