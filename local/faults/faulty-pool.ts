import * as z from "zod";
import type { FunctionPool } from "../lambda/function-pool.ts";
import type { InvocationResult } from "../lambda/invocation.ts";
import type { Faults, Strike } from "./faults.ts";

const batch = z.object({
  Records: z.array(
    z.union([
      z.object({ messageId: z.string() }).transform(({ messageId }) => messageId),
      z
        .object({ dynamodb: z.object({ SequenceNumber: z.string() }) })
        .transform(({ dynamodb }) => dynamodb.SequenceNumber),
    ]),
  ),
});
const answer = z.looseObject({ batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string() })).optional() });

/** The function's answer, in which one more record of the batch has failed. */
const withOneMoreFailure = (payload: string, result: string, { pick }: Strike<"partial-failure">): string => {
  const records = batch.parse(JSON.parse(payload)).Records;
  const told = answer.parse(JSON.parse(result) ?? {});
  const itemIdentifier = records[pick(records.length)] ?? "";
  return JSON.stringify({ ...told, batchItemFailures: [...(told.batchItemFailures ?? []), { itemIdentifier }] });
};

/** A pool for a mapping that reads which records failed: its function says of one that it failed, though it was done. */
export const faultyPool = (pool: FunctionPool, region: string, faults: Faults): FunctionPool => {
  const place = { region, service: "lambda", function: pool.definition.name };
  const disturbed =
    (invoke: (payload: string) => Promise<InvocationResult>) =>
    async (payload: string): Promise<InvocationResult> => {
      const result = await invoke(payload);
      const strike = result.ok ? faults.strike("partial-failure", place) : undefined;
      if (!result.ok || strike === undefined) return result;
      return { ok: true, payload: withOneMoreFailure(payload, result.payload, strike) };
    };
  return {
    ...pool,
    invoke: disturbed(pool.invoke),
    acquire: async () => {
      const slot = await pool.acquire();
      return { ...slot, invoke: disturbed(slot.invoke) };
    },
  };
};
