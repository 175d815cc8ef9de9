import * as z from "zod";
import { batchName } from "./accession.ts";
import { archiveId } from "./archives.ts";
import type { FunctionName } from "./env.ts";

export const moment = z.iso.datetime();

export const itemPath = z.object({ archiveId, archivalCode: z.string().min(1).max(200) });

export const batchPath = z.object({ archiveId: z.string().min(1).max(64), batchId: z.string().min(1).max(64) });

/** Of a batch that is opened: its name must be one under which objects can come. */
export const openedBatchPath = z.object({ archiveId, batchId: batchName });

export const nothing = z.object({});

export const noBody = z.undefined();

export const paging = z.object({ cursor: z.string().max(2000).optional() });

/** One operation: which function answers it, and the schema of each of its parts. */
export type Route<
  N extends FunctionName = FunctionName,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> = {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly handler: N;
  readonly signedIn: boolean;
  /** Whether vendors may ask at all; of every other operation their attempt is noted. */
  readonly vendors?: true;
  readonly summary: string;
  readonly pathParameters: P;
  readonly query: Q;
  readonly body: B;
  readonly answer: A;
};
