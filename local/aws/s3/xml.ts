import { XMLParser } from "fast-xml-parser";
import * as z from "zod";
import { S3Failure } from "./failure.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/**
 * What an element holds: text, child elements by name, or the same element several times. `undefined` is left out; a name
 * that begins with `@` is an attribute.
 */
export type XmlContent =
  string | number | boolean | undefined | readonly XmlContent[] | { readonly [name: string]: XmlContent };

/** Writes a document whose root carries S3's namespace. */
export const xmlDocument = (root: string, content: XmlContent): string =>
  `${DECLARATION}<${root} xmlns="${NAMESPACE}">${inner(content)}</${root}>`;

/** Writes the error document, which has no namespace. */
export const errorDocument = (content: XmlContent): string => `${DECLARATION}${element("Error", content)}`;

/** Reads `text` as a document with the given root, or refuses it as `MalformedXML`. */
export const parseXml = <Shape extends z.ZodType>(text: string, root: string, shape: Shape): z.output<Shape> => {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseText(text));
  const content = parsed.success ? parsed.data[root] : undefined;
  // An empty element is read as an empty string.
  const result = shape.safeParse(content === "" ? {} : content);
  if (content === undefined || !result.success) throw malformed();
  return result.data;
};

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Elements that may repeat, in the documents clients send. */
const REPEATED = new Set(["Object", "Part", "Tag"]);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  // Keys may begin or end with spaces.
  trimValues: false,
  // The parser bounds how many entities it expands; a list of a thousand keys may hold more.
  processEntities: false,
  tagValueProcessor: (_name, value) => unescape(value),
  isArray: (name) => REPEATED.has(name),
});

const parseText = (text: string): unknown => {
  try {
    return parser.parse(text);
  } catch {
    throw malformed();
  }
};

const malformed = (): S3Failure =>
  new S3Failure("MalformedXML", "The XML you provided was not well-formed or did not validate against our schema");

const element = (name: string, content: XmlContent): string => {
  if (content === undefined) return "";
  if (isList(content)) return content.map((one) => element(name, one)).join("");
  return `<${name}${attributes(content)}>${inner(content)}</${name}>`;
};

const inner = (content: XmlContent): string => {
  if (content === undefined) return "";
  if (isList(content)) return content.map(inner).join("");
  if (typeof content === "object") {
    return Object.entries(content)
      .filter(([name]) => !name.startsWith("@"))
      .map(([name, child]) => element(name, child))
      .join("");
  }
  return escape(String(content));
};

const attributes = (content: XmlContent): string => {
  if (typeof content !== "object" || isList(content)) return "";
  return Object.entries(content)
    .filter(([name]) => name.startsWith("@"))
    .map(([name, value]) => ` ${name.slice(1)}="${inner(value)}"`)
    .join("");
};

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escape = (text: string): string =>
  text.replaceAll(/[&<>"\u0000-\u001f\u007f]/g, (char) => ESCAPES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescape = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/g, (whole, hex, decimal, name) => {
    if (typeof name === "string") return ENTITIES[name] ?? whole;
    const point = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
