import { useInput, usePaste, type Key } from "ink";

/**
 * All input of the explorer. Ink hands every key to every `useInput` there is, whatever has the focus: there must be
 * this one alone, and layers of keys behind it.
 */
export function useTerminalInput(
  onInput: (input: string, key: Key) => void,
  onPaste: (text: string) => void,
): void {
  useInput(onInput);
  usePaste(onPaste);
}
