import { blockBytes } from "./tar-header.ts";

export type NewMember = {
  readonly name: string;
  readonly bytes: number;
  readonly modified: Date;
  readonly kind: "file" | "folder";
};

/** Largest number that eleven octal digits hold. */
const largestOctal = 0o77777777777;

const padded = (bytes: number): Buffer => Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;

const block = (name: Buffer, bytes: number, type: string, mode: number, seconds: number): Buffer => {
  const header = Buffer.alloc(blockBytes);
  name.copy(header, 0, 0, 100);
  header.write(octal(mode, 7), 100, "latin1");
  header.write(octal(0, 7), 108, "latin1");
  header.write(octal(0, 7), 116, "latin1");
  header.write(octal(Math.min(bytes, largestOctal), 11), 124, "latin1");
  header.write(octal(seconds, 11), 136, "latin1");
  header.write("        ", 148, "latin1");
  header.write(type, 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
};

/** `length key=value\n`, where the length counts its own digits. */
const paxRecord = (key: string, value: string): Buffer => {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + String(rest.length).length;
  if (rest.length + String(length).length !== length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), rest]);
};

/**
 * What stands before and after the bytes of a member. A name beyond a hundred bytes or ASCII, and a size of 8 GiB or more,
 * go into a pax header (POSIX.1-2001).
 */
export const tarMember = ({
  name,
  bytes,
  modified,
  kind,
}: NewMember): { readonly header: Buffer; readonly padding: Buffer } => {
  const seconds = Math.max(0, Math.floor(modified.getTime() / 1000));
  const nameBytes = Buffer.from(name);
  const isPlain = nameBytes.length < 100 && nameBytes.every((byte) => byte < 0x80);
  const records = Buffer.concat([
    ...(isPlain ? [] : [paxRecord("path", name)]),
    ...(bytes > largestOctal ? [paxRecord("size", String(bytes))] : []),
  ]);
  const own = kind === "file" ? block(nameBytes, bytes, "0", 0o644, seconds) : block(nameBytes, 0, "5", 0o755, seconds);
  const header =
    records.length === 0
      ? own
      : Buffer.concat([
          block(Buffer.from("pax-header"), records.length, "x", 0o644, seconds),
          records,
          padded(records.length),
          own,
        ]);
  return { header, padding: padded(bytes) };
};

/** Two blocks of zeros end a tar. */
export const tarEnd: Buffer = Buffer.alloc(blockBytes * 2);
