import type { Sentence } from "../../shared/domain/sentence.ts";

/** Hand-over receipts. */
export const receiptTexts = {
  batchReceiptAbout: {
    zh: "取得批次的移交清册和接收回执、页清单和本馆公钥",
    en: "fetch a batch's hand-over list and receipt, with the pages and the archive's public keys",
  },
  receiptOutOption: { zh: "存放文件的文件夹（默认当前文件夹）", en: "folder for the files (default: the current one)" },
  receiptAbout: { zh: "核验接收回执", en: "check receipts" },
  receiptVerifyAbout: {
    zh: "离线核验接收回执及其清单，不联网，不需登录",
    en: "check a receipt and its list without network or sign-in",
  },
  receiptFileArgument: { zh: "接收回执文件（.jws）", en: "the receipt (.jws)" },
  receiptKeysOption: {
    zh: "该馆公钥文件（默认在回执旁）",
    en: "the archive's public keys (default: beside the receipt)",
  },
  receiptListOption: { zh: "页清单文件（默认在回执旁）", en: "the list of pages (default: beside the receipt)" },
  receiptSaved: { zh: "已存 {file}", en: "saved {file}" },
  receiptOwed: {
    zh: "批次 {batch} 的回执（{decision}）正在出具，自 {since} 起。请稍后再取。",
    en: "The receipt of batch {batch} ({decision}) is being issued, since {since}. Fetch it later.",
  },
  receiptListChanged: {
    zh: "取到的页清单与回执中的摘要不符，没有保存。请再取一次；如仍不符，请告知平台运维人员。",
    en: "The list that arrived is not the one the receipt speaks of; it was not saved. Fetch again; if it persists, tell the operator.",
  },
  receiptFileMissing: {
    zh: "读不到 {path}：{reason}。请用 --keys 或 --list 指出文件。",
    en: "{path} cannot be read: {reason}. Name the file with --keys or --list.",
  },
  receiptKeysUnreadable: {
    zh: "{path} 不是公钥集（JWKS）。请从该馆 /v1/archives/{archive}/keys 取得。",
    en: "{path} is no key set (JWKS). Fetch it from the archive's /v1/archives/{archive}/keys.",
  },
  receiptHolds: {
    zh: "回执有效：档案馆 {archive} 于 {at} 签名，签后未改动（完整性签名，不是电子印章）",
    en: "The receipt holds: archive {archive} signed it at {at}, and it was not changed since (an integrity signature, no seal)",
  },
  receiptSays: {
    zh: "批次 {batch}：{decision}，由 {from} 以 {type} 交来；{items} 件，{pages} 页，{files} 个文件，{bytes} 字节；拒收 {refused} 个",
    en: "Batch {batch}: {decision}, from {from} by {type}; {items} items, {pages} pages, {files} files, {bytes} bytes; {refused} refused",
  },
  receiptListHolds: {
    zh: "页清单与回执相符：{pages} 页",
    en: "The list is the one the receipt speaks of: {pages} pages",
  },
  receiptListDiffers: {
    zh: "页清单与回执不符：清单摘要是 {sha256}",
    en: "The list is not the one the receipt speaks of: its digest is {sha256}",
  },
  "receiptFails.not-signed": { zh: "这不是签过名的回执，或已损坏", en: "This is no signed receipt, or it is damaged" },
  "receiptFails.other-type": {
    zh: "签名有效，但签的不是接收回执",
    en: "The signature holds, but under something else than a receipt",
  },
  "receiptFails.unknown-key": {
    zh: "所给公钥都不是签名所用的。请向出具回执的档案馆取得公钥。",
    en: "None of the keys made this signature. Get the keys from the archive that issued the receipt.",
  },
  "receiptFails.changed": { zh: "回执在签名后被改动", en: "The receipt was changed after it was signed" },
  "receiptFails.not-a-receipt": {
    zh: "签名有效，但内容不是接收回执",
    en: "The signature holds, but what it signs is no receipt",
  },
  receiptKeysNote: {
    zh: "回执可信与否，取决于公钥是否确由该馆取得。",
    en: "It is worth as much as the way in which you got the keys from the archive.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
