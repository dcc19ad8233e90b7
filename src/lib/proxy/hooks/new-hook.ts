import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConflictError, UsageError } from "../../errors/s3kit-error.js";
import type { HookEvent } from "./hook-api.js";

export interface NewHookInput {
  /** Folder of hook files; made when it is not there. */
  readonly dir: string;
  /** Letters, digits and dashes; the file is named for it, and the function in camelCase. */
  readonly name: string;
  readonly event: HookEvent;
  readonly language: "ts" | "js";
}

/**
 * Write a hook file to start from, and, where there is none yet, a `tsconfig.json` by which editors find the types of
 * `s3kit/hooks`.
 *
 * @returns the path of the hook file.
 * @throws {@link ConflictError} when there is a file of that name; {@link UsageError} for a name that no file and no
 * function should have.
 */
export async function writeNewHook({ dir, name, event, language }: NewHookInput): Promise<string> {
  if (!/^[a-z][a-z0-9-]*$/i.test(name)) {
    throw new UsageError(`${JSON.stringify(name)} cannot name a hook`, {
      code: "InvalidHookName",
      hints: ["Use letters, digits and dashes, beginning with a letter: scan-pictures"],
    });
  }
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${name}.${language}`);
  if (!(await writeUnlessThere(path, hookSource(event, functionName(name))))) {
    throw new ConflictError(`${path} is there already`, {
      code: "HookFileExists",
      hints: ["Choose another name, or edit that file"],
    });
  }
  await writeUnlessThere(join(dir, "tsconfig.json"), editorSettings());
  return path;
}

/** @returns false when there is a file of that name, which stays as it is. */
async function writeUnlessThere(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function functionName(name: string): string {
  return name.replace(/-+([a-z0-9]?)/gi, (_, letter: string) => letter.toUpperCase());
}

const WITHOUT_CONTENT: ReadonlySet<HookEvent> = new Set(["preRequest", "postUpload"]);

const BODIES: Readonly<Record<HookEvent, readonly string[]>> = {
  preRequest: [
    `if (context.operation === "DeleteObject" && context.key?.startsWith("archive/")) {`,
    `  return { pass: false, reason: "the archive is kept" };`,
    `}`,
    `return { pass: true };`,
  ],
  preUploadBeforeCheck: [
    `// Unchecked bytes: look at them, do not interpret them. They stream to the store meanwhile, which keeps`,
    `// them only if every hook passes.`,
    `let sizeBytes = 0;`,
    `for await (const chunk of content) sizeBytes += chunk.length;`,
    `if (sizeBytes === 0) return { pass: false, reason: \`\${context.key} is empty\` };`,
    `return { pass: true };`,
  ],
  preUploadUnsafe: [
    `// All of preUploadBeforeCheck has passed: the content may be interpreted.`,
    `for await (const chunk of content) {`,
    `  const isPng = chunk.subarray(1, 4).toString("latin1") === "PNG";`,
    `  if (context.contentType === "image/png" && !isPng) return { pass: false, reason: "not a PNG picture" };`,
    `  break;`,
    `}`,
    `return { pass: true };`,
  ],
  postUpload: [
    `// The upload has succeeded and was answered: nothing here changes that.`,
    `console.error(\`\${context.key} was uploaded (\${context.etag})\`);`,
    `return { pass: true };`,
  ],
  postRetrieve: [
    `// The client gets the last bytes when every hook has passed.`,
    `let sizeBytes = 0;`,
    `for await (const chunk of content) sizeBytes += chunk.length;`,
    `if (sizeBytes !== context.sizeBytes) return { pass: false, reason: "the store sent another size" };`,
    `return { pass: true };`,
  ],
};

function hookSource(event: HookEvent, name: string): string {
  const parameters = WITHOUT_CONTENT.has(event) ? ["context"] : ["context", "content"];
  const lines = [
    `import { on } from "s3kit/hooks";`,
    ``,
    `// Try it: s3kit proxy hooks test FILE --event ${event} --hook ${name}`,
    `on("${event}", async function ${name}(${parameters.join(", ")}) {`,
    ...BODIES[event].map((line) => `  ${line}`),
    `});`,
  ];
  return `${lines.join("\n")}\n`;
}

function editorSettings(): string {
  const typesOf = (name: string): string => fileURLToPath(new URL(`${name}.d.ts`, import.meta.url));
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    moduleDetection: "force",
    paths: { "s3kit/hooks": [typesOf("public")], "s3kit/hooks/built-in": [typesOf("built-ins")] },
  };
  return `${JSON.stringify({ compilerOptions }, null, 2)}\n`;
}
