import type { Readable } from "node:stream";
import sax from "sax";
import { UnreadableTable } from "../../domain/table-fault.ts";

/** What a part of a workbook says, in order. Names are without their namespace prefix. */
export type XmlHandler = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
};

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/**
 * Reads XML as it streams by, and hands on between chunks what `gathered` gives by then. Document types
 * are not looked at and no entity but those of XML itself is known, so nothing can be blown up inside.
 * @throws UnreadableTable `workbook-broken`, or `workbook-too-large` beyond `mostBytes`.
 */
export async function* xmlEvents<T>(
  source: Readable,
  handler: XmlHandler,
  mostBytes: number,
  gathered: () => readonly T[],
): AsyncGenerator<T> {
  const parser = sax.parser(true, { xmlns: false, position: false });
  let broken: Error | undefined;
  parser.onerror = (error) => {
    broken ??= error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const plain: Record<string, string> = {};
    for (const [key, value] of Object.entries(attributes)) if (typeof value === "string") plain[local(key)] = value;
    handler.open(local(name), plain);
  };
  parser.onclosetag = (name) => handler.close(local(name));
  parser.ontext = handler.text;
  parser.oncdata = handler.text;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  const write = (text: string): void => {
    parser.write(text);
    if (broken !== undefined) throw new UnreadableTable("workbook-broken", {}, undefined, { cause: broken });
  };
  for await (const chunk of source) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostBytes) throw new UnreadableTable("workbook-too-large");
    write(decoder.decode(part, { stream: true }));
    yield* gathered();
  }
  write(decoder.decode());
  parser.close();
  if (broken !== undefined) throw new UnreadableTable("workbook-broken", {}, undefined, { cause: broken });
  yield* gathered();
}
