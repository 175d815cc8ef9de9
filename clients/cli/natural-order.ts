const collator = new Intl.Collator("zh", { numeric: true });

/** The order of a person: `page 2` before `page 10`. Equal in no two different names. */
export const inNaturalOrder = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
