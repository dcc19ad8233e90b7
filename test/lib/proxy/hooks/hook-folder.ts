import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadHooks } from "../../../../src/lib/proxy/hooks/load-hooks.js";

export const { importNatively } = createRequire(import.meta.url)("./import-natively.mjs") as {
  importNatively: (url: string) => Promise<unknown>;
};

/** First line of most hook files. */
export const IMPORT_ON = `import { on } from "s3kit/hooks";\n`;

/** A folder with some files in it, far from any `node_modules`. */
export async function hookFolder(files: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-hook-files-"));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    dir,
    write,
    load: async () => loadHooks({ dirs: [dir], importModule: importNatively }),
    [Symbol.asyncDispose]: async () => rm(dir, { recursive: true, force: true }),
  };
}
