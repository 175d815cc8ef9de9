import { PDFiumModule } from "@hyzyla/pdfium";

type BasicPdfium = Awaited<ReturnType<typeof PDFiumModule>>;

/** Functions of PDFium that its npm package exports without declaring them (fpdfview.h, fpdf_edit.h). */
interface FurtherPdfium {
  _FPDF_GetSecurityHandlerRevision(document: number): number;
  _FPDF_GetSignatureCount(document: number): number;
  _FPDFImageObj_GetImageMetadata(image: number, page: number, metadata: number): number;
  _FPDF_GetPageSizeByIndex(document: number, index: number, width: number, height: number): number;
  _FPDFFormObj_CountObjects(form: number): number;
  _FPDFFormObj_GetObject(form: number, index: number): number;
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

const FURTHER: readonly (keyof FurtherPdfium)[] = [
  "_FPDF_GetSecurityHandlerRevision",
  "_FPDF_GetSignatureCount",
  "_FPDFImageObj_GetImageMetadata",
  "_FPDF_GetPageSizeByIndex",
  "_FPDFFormObj_CountObjects",
  "_FPDFFormObj_GetObject",
  "_FPDFPageObj_GetBounds",
  "_malloc",
  "_free",
];

/** PDFium's C interface, compiled to WebAssembly: pointers are numbers, memory is `HEAPU8`. */
export type Pdfium = BasicPdfium & FurtherPdfium;

function isComplete(module: BasicPdfium): module is Pdfium {
  const functions = new Map<string, unknown>(Object.entries(module));
  return FURTHER.every((name) => typeof functions.get(name) === "function");
}

/** FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h. */
export const PASSWORD_ERRORS: readonly number[] = [4, 5];
/** FPDFBitmap_BGR: three bytes a pixel. */
export const BITMAP_THREE_BYTES = 2;
/** FPDF_REVERSE_BYTE_ORDER makes them red, green, blue; FPDF_ANNOT draws annotations, which archives stamp pages with. */
export const RENDER_FLAGS = 0x10 | 0x01;
export const IMAGE_OBJECT = 3;
export const FORM_OBJECT = 5;

/**
 * A fresh PDFium with its own memory. Each document gets one: WebAssembly memory never shrinks, and a document that
 * crashes it takes no other with it.
 */
export async function loadPdfium(): Promise<Pdfium> {
  const module = await PDFiumModule({});
  if (!isComplete(module)) throw new Error("this build of PDFium lacks functions that Lantai needs");
  module._FPDF_InitLibraryWithConfig({ version: 2 });
  return module;
}

/** Lends `bytes` of PDFium's memory for the length of a call. */
export function withMemory<Result>(pdfium: Pdfium, bytes: number, use: (pointer: number) => Result): Result {
  const pointer = pdfium._malloc(bytes);
  try {
    return use(pointer);
  } finally {
    pdfium._free(pointer);
  }
}

/** A view of PDFium's memory; valid until PDFium next allocates. */
export const memoryView = (pdfium: Pdfium, pointer: number, bytes: number): DataView =>
  new DataView(pdfium.HEAPU8.buffer, pointer, bytes);
