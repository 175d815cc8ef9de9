/** Built-in number formats that show a date or time (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are of East Asia). */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a format of the workbook's own shows a date: a year, month or day outside quotes and brackets. */
export const showsDate = (id: number, code: string | undefined): boolean =>
  code === undefined
    ? isBuiltInDate(id)
    : /[yd]|m(?!;|$)|年|月|日/i.test(code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, "")) && !/general|[#0]/i.test(code);

const dayMilliseconds = 86_400_000;

/**
 * A serial number as YYYYMMDD; undefined for what is no day. Day 60 of the 1900 system is a 29 February that never was.
 */
export const dateOfSerial = (serial: number, from1904: boolean): string | undefined => {
  const days = Math.floor(serial);
  if (!Number.isFinite(serial) || days < 1 || days > 2_958_465) return undefined;
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const date = new Date(epoch + days * dayMilliseconds);
  return date.toISOString().slice(0, 10).replaceAll("-", "");
};
