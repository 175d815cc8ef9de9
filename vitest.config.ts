import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { runs } from "./tests/support/property-runs.ts";

/** Files that take longest, or mostly wait: begun first, they are done when the many short ones are. */
const longest = [
  "tests/journeys/retention",
  "tests/contract/grants/global",
  "tests/contract/grants/china",
  "tests/simulation/",
  "tests/journeys/",
  "tests/contract/bag-intake",
  "tests/conformance/s3/",
  "tests/conformance/faults/",
  "tests/conformance/analyzer/",
  "tests/contract/",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.includes(name));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: runs(120_000),
    hookTimeout: 180_000,
    pool: "forks",
    // By default one fewer: journeys wait more than they work.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // ONNX Runtime reports to its maker unless it is told not to.
    env: { ORT_DISABLE_TELEMETRY: "1" },
  },
});
