import { useEffect, useState } from "react";
import { spansByLine, type Highlight } from "../ui/state/preview/syntax.js";

/** The highlighter, once it is loaded: code is shown without colours until then, and if it cannot be loaded. */
export function useHighlighter(): Highlight | undefined {
  const [highlight, setHighlight] = useState<Highlight>();
  useEffect(() => {
    let wanted = true;
    const show = (loaded: Highlight) => {
      if (wanted) setHighlight(() => loaded);
    };
    loadHighlighter().then(show, () => undefined);
    return () => {
      wanted = false;
    };
  }, []);
  return highlight;
}

async function loadHighlighter(): Promise<Highlight> {
  const { common, createLowlight } = await import("lowlight");
  const lowlight = createLowlight(common);
  return (language, code) =>
    lowlight.registered(language) ? spansByLine(lowlight.highlight(language, code)) : undefined;
}
