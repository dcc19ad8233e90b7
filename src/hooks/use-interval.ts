import { useEffect, useEffectEvent } from "react";

/** Call back every `intervalMs` while `active`. */
export function useInterval(callback: () => void, intervalMs: number, active: boolean): void {
  const tick = useEffectEvent(callback);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => {
      tick();
    }, intervalMs);
    return () => {
      clearInterval(timer);
    };
  }, [intervalMs, active]);
}
