import { defineConfig } from "vitest/config";

/** Drive the built program on the store that S3KIT_TEST_STORE names: each test costs processes. */
const integration = ["test/integration/**/*.test.ts"];
/** Cut connections, bad input and bounded memory of the proxy, on the same stores: minutes, and by themselves. */
const faults = ["test/faults/**/*.test.ts"];
/** Drive other programs on the embedded store, where they are installed. */
const clients = ["test/wire-clients/**/*.test.ts"];
/** Hold what was measured to its target: alone, after all else. */
const timing = ["test/**/*-time.test.ts"];
/** Minutes and gigabytes: by themselves, `npm run test:soak`. */
const soak = ["test/soak/**/*.test.ts"];

/** A machine that others share can be slower than any patience; what fails twice is broken. */
const retry = process.env["CI"] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    projects: [
      {
        test: {
          name: "unit",
          retry,
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [...integration, ...faults, ...clients, ...timing, ...soak],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          retry,
          include: integration,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "faults",
          retry,
          include: faults,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "clients",
          retry,
          include: clients,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "timing",
          include: timing,
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "soak",
          retry,
          include: soak,
          testTimeout: 600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
