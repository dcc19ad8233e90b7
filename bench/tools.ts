import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Command } from "./measure.ts";
import type { BenchStore } from "./store.ts";

/** How one program does each job of the benchmark; every other setting is the program's default. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  list(uri: string): Command;
  upload(file: string, uri: string): Command;
  download(uri: string, file: string): Command;
  uploadFolder(folder: string, uri: string): Command;
  downloadFolder(uri: string, folder: string): Command;
  removeAll(uri: string): Command;
}

const program = path.join(import.meta.dirname, "..", "bin", "run.js");

/** s3kit first, then whatever of the others is on PATH. */
export function availableTools(store: BenchStore): readonly Tool[] {
  return [s3kit(store), s5cmd(store), rclone(store), mc(store), aws(store)].filter(
    (tool) => tool !== undefined,
  );
}

function s3kit({ env }: BenchStore): Tool {
  const line = (...args: string[]): Command => ({ command: process.execPath, args: [program, ...args], env });
  return {
    name: "s3kit",
    version: process.version,
    list: (uri) => line("ls", "--recursive", uri),
    upload: (file, uri) => line("cp", file, uri),
    download: (uri, file) => line("cp", uri, file),
    uploadFolder: (folder, uri) => line("cp", "--recursive", folder, uri),
    downloadFolder: (uri, folder) => line("cp", "--recursive", uri, folder),
    removeAll: (uri) => line("rm", "--recursive", "--yes", uri),
  };
}

function s5cmd({ env, endpoint }: BenchStore): Tool | undefined {
  const line = (...args: string[]): Command => ({
    command: "s5cmd",
    args: ["--endpoint-url", endpoint, ...args],
    env,
  });
  return whenInstalled("s5cmd", ["version"], {
    list: (uri) => line("ls", `${uri}*`),
    upload: (file, uri) => line("cp", file, uri),
    download: (uri, file) => line("cp", uri, file),
    uploadFolder: (folder, uri) => line("cp", `${folder}/*`, uri),
    downloadFolder: (uri, folder) => line("cp", `${uri}*`, `${folder}/`),
    removeAll: (uri) => line("rm", `${uri}*`),
  });
}

function rclone({ env, endpoint }: BenchStore): Tool | undefined {
  const remote = {
    RCLONE_CONFIG_STORE_TYPE: "s3",
    RCLONE_CONFIG_STORE_PROVIDER: "Other",
    RCLONE_CONFIG_STORE_ENV_AUTH: "true",
    RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
    RCLONE_CONFIG: "/dev/null",
  };
  const line = (...args: string[]): Command => ({ command: "rclone", args, env: { ...env, ...remote } });
  const at = (uri: string) => uri.replace("s3://", "store:");
  return whenInstalled("rclone", ["version"], {
    list: (uri) => line("lsf", "--recursive", "--files-only", at(uri)),
    upload: (file, uri) => line("copyto", file, at(uri)),
    download: (uri, file) => line("copyto", at(uri), file),
    uploadFolder: (folder, uri) => line("copy", folder, at(uri)),
    downloadFolder: (uri, folder) => line("copy", at(uri), folder),
    removeAll: (uri) => line("delete", at(uri)),
  });
}

function mc({ env, endpoint }: BenchStore): Tool | undefined {
  const { host } = new URL(endpoint);
  const alias = `http://${env["AWS_ACCESS_KEY_ID"] ?? ""}:${env["AWS_SECRET_ACCESS_KEY"] ?? ""}@${host}`;
  const line = (...args: string[]): Command => ({
    command: "mc",
    args: ["--quiet", ...args],
    env: { MC_HOST_store: alias },
  });
  const at = (uri: string) => uri.replace("s3://", "store/");
  return whenInstalled("mc", ["--version"], {
    list: (uri) => line("ls", "--recursive", at(uri)),
    upload: (file, uri) => line("cp", file, at(uri)),
    download: (uri, file) => line("cp", at(uri), file),
    uploadFolder: (folder, uri) => line("cp", "--recursive", `${folder}/`, at(uri)),
    downloadFolder: (uri, folder) => line("cp", "--recursive", at(uri), `${folder}/`),
    removeAll: (uri) => line("rm", "--recursive", "--force", at(uri)),
  });
}

function aws({ env, endpoint }: BenchStore): Tool | undefined {
  const line = (...args: string[]): Command => ({
    command: "aws",
    args: ["--endpoint-url", endpoint, "s3", ...args],
    env,
  });
  return whenInstalled("aws", ["--version"], {
    list: (uri) => line("ls", "--recursive", uri),
    upload: (file, uri) => line("cp", "--no-progress", file, uri),
    download: (uri, file) => line("cp", "--no-progress", uri, file),
    uploadFolder: (folder, uri) => line("cp", "--no-progress", "--recursive", folder, uri),
    downloadFolder: (uri, folder) => line("cp", "--no-progress", "--recursive", uri, folder),
    removeAll: (uri) => line("rm", "--recursive", uri),
  });
}

function whenInstalled(
  name: string,
  versionArgs: string[],
  jobs: Omit<Tool, "name" | "version">,
): Tool | undefined {
  try {
    const [first = ""] = execFileSync(name, versionArgs, { encoding: "utf8" }).split("\n");
    return { name, version: /\d+\.\d+(\.\d+)?/.exec(first)?.[0] ?? first.trim(), ...jobs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
