import { foundGood, refusalOfInvalid, validatedTo, type ArrivedBag } from "../../shared/bagit/arrived-bag.ts";
import type { BagLimits } from "../../shared/bagit/bag-limits.ts";
import type { BagReport } from "../../shared/bagit/bag-report.ts";
import type { BagSource } from "../../shared/bagit/bag-source.ts";
import { validateBag } from "../../shared/bagit/validate-bag.ts";
import { parseBagKey } from "../../shared/domain/bag-key.ts";
import { bagInfoMayComeIn, keyMayComeIn } from "../../shared/domain/declared-classification.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";

export type Validation =
  | { readonly is: "refused"; readonly refusal: Refusal; readonly report?: BagReport }
  | { readonly is: "good" | "on"; readonly after: ArrivedBag };

/**
 * Validates a bag from where the last part of its validation ended, until it is enough. Nothing of a bag is taken unless all of it
 * is good; a bag that says of itself, or of a file by its path, that it is secret is refused without being read further.
 * @throws what S3 fails at.
 */
export const validateArrived = async (
  bag: ArrivedBag,
  source: BagSource,
  { limits, isEnough }: { readonly limits: BagLimits; readonly isEnough: () => boolean },
): Promise<Validation> => {
  const name = parseBagKey(bag.key)?.name;
  let of = bag.of;
  const secret = new Set<string>();
  const report = await validateBag(source, {
    ...(name === undefined ? {} : { name }),
    limits,
    from: bag.at,
    isEnough: () => secret.size > 0 || isEnough(),
    onPayload: ({ path }) => {
      if (!keyMayComeIn(path)) secret.add(path);
    },
    onProgress: ({ ofFiles }) => {
      of = ofFiles;
    },
  });
  if (secret.size > 0 || !bagInfoMayComeIn(report.info))
    return { is: "refused", refusal: { code: "classified", facts: {} } };
  if (!report.accepted) return { is: "refused", refusal: refusalOfInvalid(report), report };
  return report.next === undefined
    ? { is: "good", after: foundGood(bag, report, of) }
    : { is: "on", after: validatedTo(bag, report, report.next, of) };
};
