import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: "forks",
    // ONNX Runtime reports to its maker unless it is told not to.
    env: { ORT_DISABLE_TELEMETRY: "1" },
  },
});
