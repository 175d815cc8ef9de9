import sharp from "sharp";

const plain = (shade: number, size: number) =>
  sharp({ create: { width: size, height: size, channels: 3, background: { r: shade, g: shade, b: shade } } });

/** A page filled with one shade of grey (0 to 255), which the scripted engine knows it by. */
export const shadedPage = (shade: number, size = 8): Promise<Buffer> => plain(shade, size).png().toBuffer();

/** The same page as a JPEG. */
export const shadedJpeg = (shade: number, size = 8): Promise<Buffer> => plain(shade, size).jpeg().toBuffer();

/** One TIFF of several pages, each of its own shade. */
export const shadedTiff = async (shades: readonly number[]): Promise<Buffer> => {
  const pages = await Promise.all(shades.map((shade) => shadedPage(shade)));
  const tiff = { compression: "lzw" as const };
  return pages.length === 1
    ? sharp(pages[0]).tiff(tiff).toBuffer()
    : sharp(pages, { join: { animated: true } })
        .tiff(tiff)
        .toBuffer();
};
