/**
 * A PDF written by hand: one page for each content stream, `width` × `height` points, `extra` entries in the trailer, `catalogue` in the root.
 * `image`: JPEG bytes that fill the page named `/I` in its resources.
 */
export function smallPdf(
  contents: readonly string[],
  {
    width = 72,
    height = 144,
    extra = "",
    catalogue = "",
    image,
  }: { width?: number; height?: number; extra?: string; catalogue?: string; image?: Image } = {},
): Buffer {
  const resources = image ? "/Resources<</XObject<</I 3 0 R>>>>" : "";
  const pageIds = contents.map((_, index) => 4 + 2 * index);
  const objects: Buffer[] = [
    Buffer.from(`<</Type/Catalog/Pages 2 0 R${catalogue}>>`),
    Buffer.from(`<</Type/Pages/Count ${contents.length}/Kids[${pageIds.map((id) => `${id} 0 R`).join(" ")}]>>`),
    image
      ? stream(
          `/Type/XObject/Subtype/Image/Width ${image.width}/Height ${image.height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode`,
          image.jpeg,
        )
      : Buffer.from("null"),
    ...contents.flatMap((content, index) => [
      Buffer.from(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]${resources}/Contents ${5 + 2 * index} 0 R>>`,
      ),
      stream("", Buffer.from(content)),
    ]),
  ];
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets = objects.map((object, index) => {
    const offset = parts.reduce((sum, part) => sum + part.length, 0);
    parts.push(Buffer.from(`${index + 1} 0 obj`), object, Buffer.from("endobj\n"));
    return offset;
  });
  const start = parts.reduce((sum, part) => sum + part.length, 0);
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  parts.push(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer<</Size ${size}/Root 1 0 R${extra}>>\n`),
    Buffer.from(`startxref\n${start}\n%%EOF\n`),
  );
  return Buffer.concat(parts);
}

interface Image {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
}

function stream(entries: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<<${entries}/Length ${bytes.length}>>stream\n`),
    bytes,
    Buffer.from("\nendstream "),
  ]);
}
