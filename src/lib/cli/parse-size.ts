import { UsageError } from "../errors/s3kit-error.js";

const SIZE = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>[kmgtp]?)(?<binary>i?)b?$/iu;
const POWERS = ["", "k", "m", "g", "t", "p"];

/**
 * Read a size as typed: `1000`, `64k`, `1.5MiB`, `5GB`. A unit is a power of 1024, as all store consoles count; only
 * `kB`, `MB`, `GB`… (without `i`, with `B`) are powers of 1000.
 *
 * @throws UsageError on anything else.
 */
export function parseSize(text: string): number {
  const found = SIZE.exec(text.trim());
  const { amount = "", unit = "", binary = "" } = found?.groups ?? {};
  if (found === null || (binary !== "" && unit === "")) {
    throw new UsageError(`Not a size: ${text}`, {
      code: "InvalidSize",
      hints: ["Write it as 1000, 64k, 1.5MiB or 5GB"],
    });
  }
  const decimal = unit !== "" && binary === "" && /b$/iu.test(text.trim());
  const sizeBytes = Number(amount) * (decimal ? 1000 : 1024) ** POWERS.indexOf(unit.toLowerCase());
  return Math.round(sizeBytes);
}
