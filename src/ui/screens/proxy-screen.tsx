import { Box, Text } from "ink";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import type { Layout } from "../state/layout.js";
import { proxyLines } from "../state/proxy/proxy-lines.js";
import type { ProxyScreen } from "../state/proxy/proxy-screen.js";
import { useTheme } from "../theme/theme-context.js";

interface ProxyScreenViewProps {
  readonly screen: ProxyScreen;
  readonly layout: Layout;
}

/** Requests, bytes, hooks and the latest requests of a running proxy. */
export function ProxyScreenView({ screen, layout }: ProxyScreenViewProps) {
  const theme = useTheme();
  const { latest, window } = screen;
  const room = { columns: layout.columns, rows: layout.bodyRows };
  if (latest.state === "loading") return <MessagePanel kind="quiet" title="Asking…" lines={[]} {...room} />;
  if (latest.state === "failed") {
    const { code, message, hints } = latest.problem;
    return <MessagePanel kind="problem" title={code} lines={[message, "", ...hints]} {...room} />;
  }
  const lines = proxyLines(screen, layout.columns - 3);
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box flexDirection="column" width={layout.columns - 1} paddingLeft={1}>
        {lines.slice(window.top, window.top + layout.bodyRows).map(({ tone, text }, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          <Text key={i} {...theme[tone]}>
            {text === "" ? " " : text}
          </Text>
        ))}
      </Box>
      <ScrollBar top={window.top} count={lines.length} height={layout.bodyRows} />
    </Box>
  );
}
