/** The demo's scans and the 档号 under which they are deposited: synthetic pages, no real person. */
export const demoBatch = "demo-2026";

export type DemoScan = { readonly archiveId: string; readonly archivalCode: string; readonly file: string };

export const demoScans: readonly DemoScan[] = [
  { archiveId: "440100", archivalCode: "Z109-ZY·HY·1999·D100-001-0001", file: "marriage_app-5-lowres150.jpg" },
  { archiveId: "440100", archivalCode: "Z109-ZY·HY·2016·D100-002-0001", file: "marriage_cert-4-seal.jpg" },
  { archiveId: "440100", archivalCode: "Z052-ZY·ZQ·1968·Y-001-0003", file: "zhiqing_form-4-seal.jpg" },
  { archiveId: "310200", archivalCode: "J019-ZY·TD·2001·Y-007-0012", file: "land-4-seal.jpg" },
  { archiveId: "310200", archivalCode: "W001-ZY·CS·1933·Y-001-0001", file: "birth_en-5-lowres150.jpg" },
  { archiveId: "640100", archivalCode: "Z001-WS·1960-Y-BGS-0203", file: "typed_doc-5-lowres150.jpg" },
];
