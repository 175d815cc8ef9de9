import { publicKeySet, type PublicKeySet } from "../../shared/contract/signing.ts";
import { receiptContent, type ReceiptContent } from "../../shared/domain/hand-over-receipt.ts";
import { verifySigned, type Disbelief } from "../../shared/verification/verify-signed.ts";

export type CheckedReceipt =
  | { readonly ok: true; readonly content: ReceiptContent }
  | { readonly ok: false; readonly why: Disbelief | "not-a-receipt" };

/** Whether a receipt was signed with one of these keys, and what it says. */
export const checkReceipt = async (jws: string, keys: PublicKeySet): Promise<CheckedReceipt> => {
  const verdict = await verifySigned(jws, keys, "lantai-receipt+jws");
  if (!verdict.ok) return verdict;
  const content = receiptContent.safeParse(verdict.claims);
  return content.success ? { ok: true, content: content.data } : { ok: false, why: "not-a-receipt" };
};

/** A key set as it was saved; undefined of what is none. */
export const readKeys = (text: string): PublicKeySet | undefined => {
  try {
    return publicKeySet.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
