import { createHash } from "node:crypto";
import type { ObjectCreated } from "./object-created.ts";

/** Names one upload; sorts by when S3 had taken it; the same for each delivery of the same object version. */
export const arrivalIdOf = ({
  key,
  versionId,
  arrival,
}: Pick<ObjectCreated, "key" | "versionId" | "arrival">): string =>
  `${arrival.at}-${createHash("sha256").update(`${key}\n${versionId}`).digest("hex").slice(0, 16)}`;
