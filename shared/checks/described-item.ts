import type { Description } from "../domain/description.ts";
import { retentionCode } from "../domain/stated-retention.ts";
import type { DescribedItem } from "./evidence.ts";

/** A description as the checks look at it: each value as text, under the name of its column or of the field of its kind. */
export const describedItemOf = (description: Description): DescribedItem => {
  const { archiveId, archivalCode, attachments, retentionPeriod, fields, ...said } = description;
  const values = Object.entries(said).map(([name, value]): [string, string] => [name, String(value)]);
  return {
    archivalCode,
    values: {
      ...fields,
      ...Object.fromEntries(values),
      archiveId,
      archivalCode,
      ...(retentionPeriod === undefined ? {} : { retentionPeriod: retentionCode(retentionPeriod) }),
    },
    ...(attachments === undefined ? {} : { attachments }),
  };
};
