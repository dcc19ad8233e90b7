import { execa } from "execa";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const LEAN = fileURLToPath(new URL("../../src/ui/load-ink-lean.ts", import.meta.url));

/** Modules of es-toolkit that are loaded with Ink, and whether Ink works then. */
async function modulesLoaded(load: string): Promise<{ readonly modules: number; readonly drawn: string }> {
  const program = `
    import { registerHooks } from "node:module";
    let modules = 0;
    registerHooks({ load: (url, context, next) => {
      if (url.includes("/es-toolkit/")) modules += 1;
      return next(url, context);
    } });
    import { loadInkLean } from ${JSON.stringify(LEAN)};
    const { renderToString, Text } = await ${load};
    const { createElement } = await import("react");
    const drawn = renderToString(createElement(Text, {}, "drawn"));
    console.log(JSON.stringify({ modules, drawn }));
  `;
  const { stdout } = await execa("node", ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
  });
  return JSON.parse(stdout) as { readonly modules: number; readonly drawn: string };
}

it("loads one function for Ink instead of a whole package, and Ink works", async () => {
  const lean = await modulesLoaded('loadInkLean(() => import("ink"))');
  const whole = await modulesLoaded('import("ink")');
  expect(lean.drawn).toBe("drawn");
  expect(lean.modules).toBeLessThan(10);
  expect(whole.modules).toBeGreaterThan(100);
});
