import traditionalToSimplified from "opencc-js/dict/TSCharacters";

const traditional = new Set<string>();
const simplified = new Set<string>();
// An entry is a character and its simplified forms; 乾 is its own simplified form besides 干, and tells nothing.
for (const entry of traditionalToSimplified.split("|")) {
  const [character, ...forms] = entry.split(" ");
  if (character === undefined || forms.includes(character)) continue;
  traditional.add(character);
  for (const form of forms) simplified.add(form);
}

/** Whether a character is written so in traditional script only (OpenCC's table TSCharacters). */
export const isTraditional = (character: string): boolean => traditional.has(character);

/** Whether a character is written so in simplified script only. */
export const isSimplified = (character: string): boolean => simplified.has(character);
