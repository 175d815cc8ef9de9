import { expect } from "vitest";
import { DeleteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { recheckPass } from "../../../../shared/domain/recheck-pass.ts";
import { recheckPassKey } from "../../../../shared/storage/record-keys.ts";
import { preservationStore } from "../../../../shared/storage/preservation-store.ts";
import { keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const passHasEnded = async ({ here: { documents, records } }: Stage): Promise<boolean> => {
  const { Item } = await documents.send(new GetCommand({ TableName: records, Key: recheckPassKey }));
  return recheckPass.parse(Item?.["record"]).endedAt !== undefined;
};

export const recheckCopies: Scenario = {
  function: "replication/recheck-copies",
  load: () => import("../../../../functions/replication/recheck-copies.handler.ts"),
  paths: {
    "asks for a page to be read again": async (stage) => {
      const { documents, records } = stage.here;
      await documents.send(new DeleteCommand({ TableName: records, Key: recheckPassKey }));
      const { page } = await keptPage(stage);
      // The other paths leave more records behind than one run looks at.
      do await stage.invoke({});
      while (!(await passHasEnded(stage)));
      await stage.takeFrom("proof", (body) => body.includes(page.archivalCode));
      const known = await preservationStore(documents, records).get(page.archiveId, page.batchId);
      expect(known !== undefined).toBe(page.homeRegion === stage.here.region);
    },
  },
};
