import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { firstSet, type Environment } from "../config/environment.js";
import { ConfigurationError } from "../errors/s3kit-error.js";

export interface EditedText {
  readonly text: string;
  /** Do something with the text, then remove the file; when it fails, the file stays and is named. */
  keepUnless(work: () => Promise<void>): Promise<void>;
}

/**
 * Let the user edit a text in `VISUAL` or `EDITOR`, on the terminal of this process.
 *
 * @throws ConfigurationError when there is no editor, or it ends with a failure: nothing should be done then.
 */
export async function editText(start: string, name: string, env: Environment): Promise<EditedText> {
  const editor = firstSet(env, "VISUAL", "EDITOR");
  if (editor === undefined)
    throw new ConfigurationError("No editor is set", {
      code: "NoEditor",
      hints: ["Set EDITOR, such as EDITOR=nano"],
    });
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-edit-"));
  const file = path.join(folder, name);
  await writeFile(file, start, { mode: 0o600 });
  const { execa } = await import("execa");
  const [program = "", ...words] = editor.split(/\s+/);
  const { failed, exitCode } = await execa(program, [...words, file], { stdio: "inherit", reject: false });
  if (failed) {
    await rm(folder, { recursive: true, force: true });
    throw new ConfigurationError(
      `The editor ${editor} ended with ${exitCode === undefined ? "a failure" : `status ${exitCode.toString()}`}`,
      {
        code: "EditorFailed",
        hints: ["Nothing was changed"],
      },
    );
  }
  const text = await readFile(file, "utf8");
  return {
    text,
    keepUnless: async (work) => {
      try {
        await work();
      } catch (error) {
        process.stderr.write(`Your text is in ${file}\n`);
        throw error;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
