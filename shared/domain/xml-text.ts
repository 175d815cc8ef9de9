/** Characters that no XML 1.0 document may hold, not even escaped (XML 1.0, 2.2), and halves of pairs. */
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
};

/** Text as it may stand in an element or an attribute. What XML cannot hold becomes U+FFFD. */
export const xmlText = (text: string): string =>
  text.replace(forbidden, "\ufffd").replace(/[&<>"'\r\n\t]/g, (letter) => escapes[letter] ?? letter);

export type Attributes = Readonly<Record<string, string>>;

/** An element around its content, which is text that was escaped or other elements. */
export const element = (name: string, content: string, attributes: Attributes = {}): string => {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  return `<${name}${given.join("")}>${content}</${name}>`;
};
export const textElement = (name: string, text: string, attributes: Attributes = {}): string =>
  element(name, xmlText(text), attributes);
