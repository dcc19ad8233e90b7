import { execa } from "execa";
import { ConfigurationError } from "../lib/errors/s3kit-error.js";
import type { Environment } from "../lib/config/environment.js";

/** Run the user's editor on a file, on the terminal that the explorer has left to it. */
export async function openEditor(file: string, environment: Environment): Promise<void> {
  const command =
    environment["VISUAL"] ?? environment["EDITOR"] ?? (process.platform === "win32" ? "notepad" : "vi");
  // Editors are named with flags, such as `code --wait`.
  const [program = "vi", ...words] = command.split(/\s+/).filter((word) => word !== "");
  const { exitCode, failed } = await execa(program, [...words, file], { stdio: "inherit", reject: false });
  if (!failed) return;
  throw new ConfigurationError(
    exitCode === undefined
      ? `The editor ${program} could not be started`
      : `The editor ended with ${exitCode.toString()}`,
    { code: "EditorFailed", hints: ["Name an editor in the variable VISUAL or EDITOR"] },
  );
}
