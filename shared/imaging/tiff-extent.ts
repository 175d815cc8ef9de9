import { open, type FileHandle } from "node:fs/promises";
import { DocumentError } from "./document-error.ts";
import type { PageSize } from "./document.ts";

/** More directories are taken for an attack; following them takes seconds already. */
const MOST_DIRECTORIES = 65_535;

/**
 * Sizes of a TIFF file's upright pages, if it has every byte its directories refer to (TIFF 6.0, sections 2 and 8; BigTIFF
 * is the same with eight-byte offsets). libtiff reads what is left of a file that was cut short, and fills in the rest
 * without a word. Each directory is read once; libvips follows them all again for each page it is asked about, and takes
 * minutes for a thousand.
 *
 * @throws DocumentError `unreadable`
 */
export async function readTiffPages(path: string): Promise<PageSize[]> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const tiff = await openTiff(file, size);
  const seen = new Set<number>();
  const pages: PageSize[] = [];
  let directory = tiff.first;
  while (directory !== 0) {
    if (seen.has(directory)) throw new DocumentError("unreadable", "a TIFF directory that comes after itself");
    if (seen.size === MOST_DIRECTORIES) throw new DocumentError("unreadable", "a TIFF without an end of directories");
    seen.add(directory);
    const { page, next } = await readDirectory(tiff, directory);
    pages.push(page);
    directory = next;
  }
  return pages;
}

interface Tiff {
  readonly first: number;
  /** Whether offsets and counts have eight bytes. */
  readonly big: boolean;
  /** @throws DocumentError for bytes beyond the end. */
  read(offset: number, length: number): Promise<NumberReader>;
  verify(offset: number, length: number): void;
}

/** Reads unsigned integers of 1, 2, 4 or 8 bytes in the file's byte order. */
type NumberReader = (offset: number, bytes: number) => number;

/** Offsets of strips and tiles, and the tags of their byte counts. */
const DATA_TAGS: ReadonlyMap<number, number> = new Map([
  [273, 279],
  [324, 325],
]);
const WIDTH = 256;
const HEIGHT = 257;
const ORIENTATION = 274;
const READ_TAGS: ReadonlySet<number> = new Set([
  ...DATA_TAGS.keys(),
  ...DATA_TAGS.values(),
  WIDTH,
  HEIGHT,
  ORIENTATION,
]);
/** Values of the orientation tag from which on rows of the image are columns of the upright page. */
const FIRST_ON_ITS_SIDE = 5;

/** Strips or tiles of one page: more than the largest page has in tiles of 16 by 16. */
const MOST_PIECES = 2_000_000;

/** Bytes of a value of each type, TIFF 6.0 section 2; 13 is IFD, 16 to 18 are BigTIFF's. */
const TYPE_BYTES: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

async function openTiff(file: FileHandle, size: number): Promise<Tiff> {
  const verify = (offset: number, length: number): void => {
    if (offset + length > size)
      throw new DocumentError("unreadable", `a TIFF of ${size} bytes refers to ${offset + length}`);
  };
  let littleEndian = true;
  const read = async (offset: number, length: number): Promise<NumberReader> => {
    verify(offset, length);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    const view = new DataView(buffer.buffer, buffer.byteOffset, length);
    return (at, bytes) => unsigned(view, at, bytes, littleEndian);
  };
  const order = await read(0, 2);
  littleEndian = order(0, 1) === 0x49;
  const version = (await read(2, 2))(0, 2);
  if (version !== 42 && version !== 43) throw new DocumentError("unreadable", "not TIFF");
  const big = version === 43;
  const first = big ? (await read(8, 8))(0, 8) : (await read(4, 4))(0, 4);
  return { first, big, read, verify };
}

function unsigned(view: DataView, at: number, bytes: number, littleEndian: boolean): number {
  switch (bytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, littleEndian);
    case 4:
      return view.getUint32(at, littleEndian);
    default:
      return Number(view.getBigUint64(at, littleEndian));
  }
}

/** Checks one page's directory; `next` is where the next one is, 0 after the last. */
async function readDirectory(tiff: Tiff, directory: number): Promise<{ page: PageSize; next: number }> {
  const [countBytes, entryBytes, offsetBytes] = tiff.big ? [8, 20, 8] : [2, 12, 4];
  const count = (await tiff.read(directory, countBytes))(0, countBytes);
  const start = directory + countBytes;
  const entries = await tiff.read(start, count * entryBytes + offsetBytes);
  const placements = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const at = index * entryBytes;
    const tag = entries(at, 2);
    const bytes = TYPE_BYTES[entries(at + 2, 2)] ?? 0;
    const values = entries(at + 4, offsetBytes);
    const inline = values * bytes <= offsetBytes;
    const place = inline ? start + at + 4 + offsetBytes : entries(at + 4 + offsetBytes, offsetBytes);
    tiff.verify(place, values * bytes);
    if (!READ_TAGS.has(tag)) continue;
    if (bytes === 0 || values > MOST_PIECES)
      throw new DocumentError("unreadable", `a TIFF whose tag ${tag} has ${values} values of ${bytes} bytes`);
    const read = await tiff.read(place, values * bytes);
    placements.set(
      tag,
      Array.from({ length: values }, (_, value) => read(value * bytes, bytes)),
    );
  }
  for (const [offsetsTag, countsTag] of DATA_TAGS) {
    const counts = placements.get(countsTag) ?? [];
    for (const [index, offset] of (placements.get(offsetsTag) ?? []).entries()) {
      tiff.verify(offset, counts[index] ?? 0);
    }
  }
  return { page: uprightSize(placements), next: entries(count * entryBytes, offsetBytes) };
}

function uprightSize(values: ReadonlyMap<number, readonly number[]>): PageSize {
  const [width, height, orientation] = [WIDTH, HEIGHT, ORIENTATION].map((tag) => values.get(tag)?.[0] ?? 0);
  if (!width || !height) throw new DocumentError("unreadable", "a TIFF page without a size");
  return (orientation ?? 0) >= FIRST_ON_ITS_SIDE ? { width: height, height: width } : { width, height };
}
