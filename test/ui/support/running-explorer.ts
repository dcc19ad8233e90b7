import { expect, vi } from "vitest";
import type { Client } from "../../../src/hooks/explorer-services.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import type { S3Uri } from "../../../src/lib/s3/uri.js";
import { startExplorer, type ExplorerOptions } from "../../../src/ui/start-explorer.js";
import { Screen } from "./screen.js";

export const KEY = { accessKeyId: "EXPLORERTESTS", secretAccessKey: "only-for-tests-of-the-explorer" };

export function connectTo(endpoint: string, accessKeyId = KEY.accessKeyId): Promise<Client> {
  const store = { profile: undefined, endpoint, region: "us-east-1", pathStyle: true };
  const credentials = { ...KEY, accessKeyId };
  return createClient({ ...store, credentials, checksums: "when_supported", maxAttempts: 1 });
}

/** The explorer on a terminal without a window. */
export class RunningExplorer {
  readonly screen: Screen;
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();

  constructor(
    client: Promise<Client>,
    folder: string,
    options: Partial<ExplorerOptions> & {
      readonly uri?: S3Uri;
      readonly size?: readonly [number, number];
    } = {},
  ) {
    const { size = [80, 24], uri, ...others } = options;
    this.screen = new Screen(...size);
    const { stdin, stdout } = this.screen;
    this.ended = startExplorer({
      client,
      storeLabel: "test store",
      storeFlags: [],
      readOnly: undefined,
      mouse: undefined,
      theme: "dark",
      signal: this.#abort.signal,
      environment: { S3KIT_CONFIG_DIR: folder, HOME: folder },
      stdin,
      stdout,
      uri,
      ...others,
    });
    this.ended.catch(() => undefined);
  }

  type(keys: string): void {
    this.screen.type(keys);
  }

  async shows(text: string | RegExp): Promise<string> {
    return vi.waitFor(async () => {
      const shown = await this.screen.text();
      expect(shown).toMatch(text);
      return shown;
    }, 10_000);
  }

  async press(keys: string, text: string | RegExp): Promise<string> {
    this.type(keys);
    return this.shows(text);
  }

  /** A click, at a place counted from 1 as terminals do. */
  click(column: number, line: number): void {
    this.type(
      `\u001b[<0;${column.toString()};${line.toString()}M\u001b[<0;${column.toString()};${line.toString()}m`,
    );
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.ended.catch(() => undefined);
  }
}
