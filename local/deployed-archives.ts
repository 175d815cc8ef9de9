import * as z from "zod";
import { readCloudAssembly } from "./template/cloud-assembly.ts";

const archives = z.record(
  z.string(),
  z.object({
    name: z.object({ zh: z.string(), en: z.string() }),
    home: z.string(),
    replicas: z.array(z.string()),
  }),
);
export type DeployedArchives = z.infer<typeof archives>;

/** The archives of a synthesized app, as its stacks name them in the output `Archives`. */
export const deployedArchives = (assembly: string): DeployedArchives => {
  for (const { template } of readCloudAssembly(assembly).stacks) {
    const value = template.Outputs["Archives"]?.Value;
    if (typeof value === "string") return archives.parse(JSON.parse(value));
  }
  throw new Error("the synthesized app has no output Archives");
};
