import { defineConfig } from "vitest/config";

const unit = ["test/**/*.test.{ts,tsx}"];
const integration = ["test/integration/**/*.test.ts"];
const soak = ["test/soak/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: "unit", include: unit, exclude: [...integration, ...soak], testTimeout: 20_000 },
      },
      {
        test: { name: "integration", include: integration, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: "soak",
          include: soak,
          testTimeout: 600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
    disableConsoleIntercept: true,
  },
});
