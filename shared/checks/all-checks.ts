import { asSent } from "./authenticity/as-sent.ts";
import { characters } from "./authenticity/characters.ts";
import { codeForm } from "./authenticity/archival-code.ts";
import { digest } from "./authenticity/digest.ts";
import { duplicateValues } from "./authenticity/duplicate-values.ts";
import { fileAttributes } from "./authenticity/file-attributes.ts";
import { linked } from "./authenticity/linked.ts";
import { packageStructure } from "./authenticity/package.ts";
import { plausibility } from "./authenticity/plausibility.ts";
import { signature } from "./authenticity/signature.ts";
import { valueDomain } from "./authenticity/value-domain.ts";
import { valueForm } from "./authenticity/value-form.ts";
import { valueLength } from "./authenticity/value-length.ts";
import type { Check } from "./check.ts";
import { attachments } from "./integrity/attachments.ts";
import { content } from "./integrity/content.ts";
import { itemSequence } from "./integrity/item-sequence.ts";
import { lookAlikePage } from "./integrity/look-alike-page.ts";
import { packageComplete } from "./integrity/package.ts";
import { pageSequence } from "./integrity/page-sequence.ts";
import { pagesDescribed } from "./integrity/pages-described.ts";
import { processValues } from "./integrity/process-values.ts";
import { repeatedPage } from "./integrity/repeated-page.ts";
import { requiredValues } from "./integrity/required-values.ts";
import { totals } from "./integrity/totals.ts";
import { classification } from "./security/classification.ts";
import { malware } from "./security/malware.ts";
import { process } from "./security/process.ts";
import { surplus } from "./security/surplus.ts";
import { blankPage } from "./usability/blank-page.ts";
import { catalogue } from "./usability/catalogue.ts";
import { colour } from "./usability/colour.ts";
import { copies } from "./usability/copies.ts";
import { environment } from "./usability/environment.ts";
import { format } from "./usability/format.ts";
import { notEncrypted } from "./usability/not-encrypted.ts";
import { oneFormat } from "./usability/one-format.ts";
import { opens } from "./usability/opens.ts";
import { resolution } from "./usability/resolution.ts";
import { skew } from "./usability/skew.ts";

/** Every check, in the order of `checkId` (shared/contract/checks.ts), which is that of a report. */
export const allChecks: readonly Check[] = [
  ...[digest, signature, asSent, packageStructure],
  ...[valueLength, valueForm, valueDomain, plausibility, characters, codeForm, duplicateValues, fileAttributes, linked],
  ...[totals, requiredValues, itemSequence, pageSequence, pagesDescribed, repeatedPage, lookAlikePage],
  ...[content, processValues, attachments, packageComplete],
  ...[catalogue, opens, format, oneFormat, environment, notEncrypted],
  ...[resolution, colour, skew, blankPage, copies],
  ...[malware, surplus, classification, process],
];
