import type { Readable, Writable } from "node:stream";
import { ConfirmationRequiredError } from "../errors/s3kit-error.js";
import { promptLine } from "./prompt.js";

/** What is about to happen, with counts, so that the answer is an informed one. */
export interface ConfirmationPlan {
  /** "Delete 1,204 objects (3.2 GiB) under s3://photos/2024/" */
  readonly action: string;
  /** More lines: the largest, the oldest, what else goes with it. */
  readonly details?: readonly string[];
  /** For what cannot be undone and is easily mistyped: the name that must be typed. Default: y or yes. */
  readonly typeToConfirm?: string;
}

export interface ConfirmationTerminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Where the question goes: stderr, as stdout is for results. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly signal?: AbortSignal;
}

/**
 * Ask before something destructive; returns when it was confirmed.
 *
 * @throws ConfirmationRequiredError when the answer is no, and without a terminal unless `yes` is set.
 */
export async function confirm(
  plan: ConfirmationPlan,
  { yes }: { readonly yes: boolean },
  terminal: ConfirmationTerminal,
): Promise<void> {
  if (yes) return;
  if (terminal.stdin.isTTY !== true || terminal.stderr.isTTY !== true) {
    throw new ConfirmationRequiredError(`Not confirmed: ${plan.action}`, {
      hints: ["Pass --yes to do it without a question"],
    });
  }
  const answer = await ask(plan, terminal);
  if (!isYes(answer, plan.typeToConfirm)) {
    throw new ConfirmationRequiredError(`Nothing was done: ${plan.action}`);
  }
}

async function ask(plan: ConfirmationPlan, terminal: ConfirmationTerminal): Promise<string> {
  const lines = [plan.action, ...(plan.details ?? []).map((detail) => `  ${detail}`)];
  terminal.stderr.write(`${lines.join("\n")}\n`);
  const question =
    plan.typeToConfirm === undefined ? "Go on? [y/N] " : `Type ${plan.typeToConfirm} to go on: `;
  return promptLine(question, terminal);
}

function isYes(answer: string, typeToConfirm: string | undefined): boolean {
  if (typeToConfirm !== undefined) return answer.trim() === typeToConfirm;
  return ["y", "yes"].includes(answer.trim().toLowerCase());
}
