import { GetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { versionPlace, type VersionPlace } from "./intake-versions.ts";
import { intakeWalkKey } from "./record-keys.ts";
import { putUnlessMoved } from "./transaction.ts";

const storedStep = z.object({ step: z.int().min(1), after: versionPlace.optional() });

/** `step` counts the moves; `after` is the version looked at last, undefined where a pass begins. */
export type WalkStep = { readonly step: number; readonly after?: VersionPlace | undefined };

/** How far this region's walk through its intake bucket has come. */
export const intakeWalk = (documents: DynamoDBDocumentClient, table: string) => ({
  async step(): Promise<WalkStep> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: intakeWalkKey, ConsistentRead: true }),
    );
    return Item === undefined ? { step: 0 } : storedStep.parse(Item);
  },

  /** @throws StateMoved when another run has moved on from there. */
  async move({ step }: WalkStep, after: VersionPlace | undefined): Promise<WalkStep> {
    const moved = { step: step + 1, after };
    const condition =
      step === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#step = :step",
            ExpressionAttributeNames: { "#step": "step" },
            ExpressionAttributeValues: { ":step": step },
          };
    await putUnlessMoved(documents, { TableName: table, Item: { ...intakeWalkKey, ...moved }, ...condition });
    return moved;
  },
});
export type IntakeWalk = ReturnType<typeof intakeWalk>;
