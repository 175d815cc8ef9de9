import { filled, type Facts, type Language, type Sentence } from "../../shared/domain/sentence.ts";
import { quarantineTexts } from "./quarantine-texts.ts";
import { accessionTexts } from "./accession-texts.ts";
import { bagTexts } from "./bag-texts.ts";
import { catalogueTexts } from "./catalogue-texts.ts";
import { destructionTexts } from "./destruction-texts.ts";
import { depositTexts } from "./deposit-texts.ts";
import { peopleTexts } from "./people-texts.ts";
import { operationTexts } from "./operation-texts.ts";
import { preservationTexts } from "./preservation-texts.ts";
import { receiptTexts } from "./receipt-texts.ts";
import { exportTexts } from "./export-texts.ts";
import { generalTexts } from "./general-texts.ts";
import { retentionTexts } from "./retention-texts.ts";
import { vendorTexts } from "./vendor-texts.ts";

/** Every message; `{name}` in it is filled from the facts. */
const texts = {
  ...generalTexts,
  ...bagTexts,
  ...accessionTexts,
  ...catalogueTexts,
  ...depositTexts,
  ...operationTexts,
  ...peopleTexts,
  ...retentionTexts,
  ...destructionTexts,
  ...quarantineTexts,
  ...receiptTexts,
  ...preservationTexts,
  ...exportTexts,
  ...vendorTexts,
} as const satisfies Readonly<Record<string, Sentence>>;

export type MessageName = keyof typeof texts;

/** Says a message in the language of the person. */
export type Say = (name: MessageName, facts?: Facts) => string;

export const sayIn =
  (language: Language): Say =>
  (name, facts = {}) =>
    filled(texts[name][language], facts);
