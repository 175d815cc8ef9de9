import { convertToAttr } from "@aws-sdk/util-dynamodb";
import { pageAcceptedSamples } from "../../../../events/page-accepted.ts";
import type { Scenario } from "../stage.ts";

export const publishEvents: Scenario = {
  function: "events/publish-events",
  load: () => import("../../../../functions/events/publish-events.handler.ts"),
  paths: {
    "tells the bus, whose rules start work": async (stage) => {
      const archivalCode = `Z109-WS·2011·Y·办公室-${String(stage.unique()).padStart(4, "0")}`;
      const { M } = convertToAttr({ ...(pageAcceptedSamples.sample as object), archivalCode });
      await stage.invoke({ Records: [{ dynamodb: { NewImage: M } }] });
      await stage.takeFrom("ocr", (body) => body.includes(archivalCode));
    },
  },
};
