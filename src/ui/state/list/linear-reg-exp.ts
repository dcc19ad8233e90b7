import { setFlagsFromString } from "node:v8";

const LINEAR = "l";

export interface LinearRegExp {
  readonly expression: RegExp | undefined;
  readonly fault: string | undefined;
}

/**
 * A regular expression that takes a time linear in the text, whatever is typed: `(a+)+$` on one unlucky key would
 * otherwise hold the explorer up for minutes. It needs V8's second engine, which takes over where the first goes back
 * too often; what that cannot do (look-arounds, back-references) is refused.
 *
 * @see https://v8.dev/blog/non-backtracking-regexp
 */
export function linearRegExp(pattern: string, flags = ""): LinearRegExp {
  setFlagsFromString("--enable-experimental-regexp-engine");
  setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
  try {
    const expression = new RegExp(pattern, flags);
    return isLinear(pattern)
      ? { expression, fault: undefined }
      : { expression: undefined, fault: "Look-arounds and back-references are not supported here" };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { expression: undefined, fault: error.message };
  }
}

function isLinear(pattern: string): boolean {
  try {
    return new RegExp(pattern, LINEAR) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
