import { useStdin } from "ink";
import { useEffect, useEffectEvent } from "react";
import { MouseReports, type MouseEvent } from "../ui/state/mouse-event.js";

/** Tell of clicks and of the wheel. Ink swallows the terminal's reports; they are seen where it reads them. */
export function useMouse(onMouse: (event: MouseEvent) => void): void {
  const { stdin } = useStdin();
  const tell = useEffectEvent(onMouse);
  useEffect(() => {
    const reports = new MouseReports();
    const take = (chunk: Buffer | string) => {
      for (const event of reports.push(chunk.toString())) tell(event);
    };
    stdin.on("data", take);
    return () => void stdin.off("data", take);
  }, [stdin]);
}
