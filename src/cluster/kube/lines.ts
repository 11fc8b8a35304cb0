// Bytes as they come → whole lines of text. Survives cuts inside a UTF-8 character and lines of many megabytes. Asks nobody.

const NEWLINE = 10

/** Each line without its end; the last one too when `rest` asks for it: a log's last line may lack its end. */
export async function* readBodyLines(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly rest: boolean },
): AsyncGenerator<string, void, void> {
  // Decoded once per line: a character may span chunks, a line end never lies inside one.
  let parts: Uint8Array[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end))
      yield decode(parts)
      parts = []
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
  }
  if (options.rest && parts.length > 0) yield decode(parts)
}

function decode(parts: readonly Uint8Array[]): string {
  const text = Buffer.concat(parts).toString('utf8')
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
