import path from "node:path";
import * as z from "zod";

const environment = z.object({
  LANTAI_HOME: z.string().min(1).default(".lantai"),
  LANTAI_PORT: z.coerce.number().int().min(0).max(65_000).default(4600),
  LANTAI_DEMO: z.enum(["0", "1"]).default("1"),
  LANTAI_FAULTS: z.string().min(1).optional(),
  LANTAI_CLAMD: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/)
    .optional(),
  LANTAI_DEPLOYMENT: z.enum(["china", "global"]).default("china"),
});

export type Settings = {
  /** All state; absolute. */
  readonly home: string;
  /** 0 takes any free ports. */
  readonly firstPort: number;
  readonly demoScans: boolean;
  /** A file with a plan of faults that holds from the start; absolute. */
  readonly faults: string | undefined;
  /** `host:port` of a clamd that scans what is uploaded; without one nothing is scanned. */
  readonly clamd: string | undefined;
  readonly deployment: "china" | "global";
};

/** @throws Error naming the variable that is wrong. */
export const readSettings = (variables: NodeJS.ProcessEnv): Settings => {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new Error(`环境变量有误 / wrong environment: ${wrong}`);
  }
  const { LANTAI_HOME, LANTAI_PORT, LANTAI_DEMO, LANTAI_FAULTS, LANTAI_CLAMD, LANTAI_DEPLOYMENT } = parsed.data;
  return {
    home: path.resolve(LANTAI_HOME),
    firstPort: LANTAI_PORT,
    demoScans: LANTAI_DEMO === "1",
    faults: LANTAI_FAULTS === undefined ? undefined : path.resolve(LANTAI_FAULTS),
    clamd: LANTAI_CLAMD,
    deployment: LANTAI_DEPLOYMENT,
  };
};
