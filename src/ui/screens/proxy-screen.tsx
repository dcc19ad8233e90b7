import { AwaitedPanel } from "../components/awaited-panel.js";
import { TONED_LINES_FRAME, TonedLines } from "../components/toned-lines.js";
import { proxyLines } from "../state/proxy/proxy-lines.js";
import type { ProxyScreen } from "../state/proxy/proxy-screen.js";
import type { Layout } from "../state/layout.js";

interface ProxyScreenViewProps {
  readonly screen: ProxyScreen;
  readonly layout: Layout;
}

/** Requests, bytes, hooks and the latest requests of a running proxy. */
export function ProxyScreenView({ screen, layout }: ProxyScreenViewProps) {
  const { latest, window } = screen;
  const { columns, bodyRows: rows } = layout;
  if (latest.state !== "ready")
    return <AwaitedPanel awaited={latest} doing="Asking…" columns={columns} rows={rows} />;
  return (
    <TonedLines lines={proxyLines(screen, columns - TONED_LINES_FRAME)} window={window} layout={layout} />
  );
}
