import type { Writable } from "node:stream";
import { styleText } from "node:util";
import { createLineWriter, type LineWriter } from "./line-writer.js";

/** Anything that JSON can hold; dates become ISO 8601 text. */
export type JsonDocument = object;

/** Text for people; a function is only called when people will read it. */
export type HumanText = string | (() => string);

type TextFormat = Parameters<typeof styleText>[0];

export interface OutputOptions {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** One JSON document a line instead of words. */
  readonly json: boolean;
  readonly color: boolean;
}

/**
 * What a command says: results on stdout, everything else on stderr. With `json`, stdout holds one JSON document a
 * line and nothing else, and stderr lines are JSON too.
 *
 * Methods that write to stdout wait for a slow reader (await them) and throw `OutputClosedError` when it is gone.
 */
export class Output {
  readonly json: boolean;
  readonly #color: boolean;
  readonly #results: LineWriter;
  readonly #stderr: Writable;

  constructor({ stdout, stderr, json, color }: OutputOptions) {
    this.json = json;
    this.#color = color;
    this.#results = createLineWriter(stdout);
    this.#stderr = stderr;
  }

  /** The one answer of a command. */
  result(document: JsonDocument, human: HumanText): Promise<void> | undefined {
    return this.item(document, human);
  }

  /** One entry of an answer that has many; call it as they come. Empty human text prints no line. */
  item(document: JsonDocument, human: HumanText): Promise<void> | undefined {
    if (this.json) return this.#results.write(JSON.stringify(document));
    const text = textOf(human);
    return text === "" ? undefined : this.#results.write(text);
  }

  /** What the entries add up to: the last line under `json` (with `"type":"summary"`), a note for people. */
  summary(document: JsonDocument, human: HumanText): Promise<void> | undefined {
    if (this.json) return this.#results.write(JSON.stringify({ type: "summary", ...document }));
    const text = textOf(human);
    if (text !== "") this.#stderr.write(`${text}\n`);
    return undefined;
  }

  /** Something worth knowing that is not a result. */
  note(text: string): void {
    this.#stderr.write(this.json ? `${JSON.stringify({ type: "note", message: text })}\n` : `${text}\n`);
  }

  /** Something that went otherwise than expected, but did not stop the command. */
  warn(text: string): void {
    const human = `${this.style("yellow", "Warning:")} ${text}`;
    this.#stderr.write(this.json ? `${JSON.stringify({ type: "warning", message: text })}\n` : `${human}\n`);
  }

  /** Text in a style of `util.styleText`; unchanged where colour is off. */
  style(format: TextFormat, text: string): string {
    return this.#color ? styleText(format, text, { validateStream: false }) : text;
  }

  /** Wait until everything said has left the process. */
  async flush(): Promise<void> {
    await this.#results.flush();
  }
}

function textOf(human: HumanText): string {
  return typeof human === "function" ? human() : human;
}
