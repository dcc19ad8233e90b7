import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { scanStream, type ClamdAddress } from "../../../../../src/lib/proxy/hooks/built-in/clamd.js";

/** The harmless file that every scanner must find; in two pieces, so that none finds it here. */
export const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

export const STREAM_MAX_BYTES = 1024 * 1024;

const PATHS = ["/usr/sbin/clamd", "/usr/bin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"];

/** The program; undefined where it is not installed. */
export const CLAMD = PATHS.find(isExecutable);

/** A real clamd with one signature of our own, that of the EICAR test file. It downloads nothing. */
export interface Clamd {
  readonly socket: ClamdAddress;
  readonly tcp: ClamdAddress & { readonly port: number };
  /** Also when it is stopped already. */
  stop(): Promise<void>;
}

export async function startClamd(program: string): Promise<Clamd> {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-clamd-"));
  const [socket, port] = [{ socket: join(dir, "clamd.sock") }, await freePort()];
  await writeFile(join(dir, "own.ndb"), `Own.Test.Eicar:0:*:${Buffer.from(EICAR).toString("hex")}\n`);
  await writeFile(join(dir, "clamd.conf"), configuration(dir, socket.socket, port));
  const child = spawn(program, ["--foreground", "--config-file", join(dir, "clamd.conf")], {
    stdio: "ignore",
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await Promise.race([answering(socket), exited.then(async () => Promise.reject(await logOf(dir)))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { socket, tcp: { host: "127.0.0.1", port }, stop };
}

function configuration(dir: string, socket: string, port: number): string {
  return [
    `DatabaseDirectory ${dir}`,
    `LocalSocket ${socket}`,
    `TCPSocket ${port.toString()}`,
    "TCPAddr 127.0.0.1",
    `LogFile ${join(dir, "clamd.log")}`,
    `TemporaryDirectory ${dir}`,
    `StreamMaxLength ${STREAM_MAX_BYTES.toString()}`,
    "AlertExceedsMax yes",
    "SelfCheck 0",
    "",
  ].join("\n");
}

async function answering(address: ClamdAddress): Promise<void> {
  for (;;) {
    try {
      await scanStream(address, nothing(), AbortSignal.timeout(1000));
      return;
    } catch (error) {
      if (!["ENOENT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      await delay(50);
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function logOf(dir: string): Promise<Error> {
  return new Error(`clamd ended: ${await readFile(join(dir, "clamd.log"), "utf8")}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
