// Reads files out of a zip archive (stored or deflated). No encryption, no zip64.
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50

/** The content of the files that `wants` says yes to, by their name in the archive. */
export function readZip(archive: Buffer, wants: (name: string) => boolean): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  let at = archive.length - 22
  while (at >= 0 && archive.readUInt32LE(at) !== END) at -= 1
  if (at < 0) throw new Error('not a zip archive')
  const count = archive.readUInt16LE(at + 10)
  at = archive.readUInt32LE(at + 16)
  for (let entry = 0; entry < count && archive.readUInt32LE(at) === ENTRY; entry += 1) {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, nameEnd)
    if (wants(name)) files.set(name, readEntry(archive, at))
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return files
}

function readEntry(archive: Buffer, at: number): Buffer {
  const method = archive.readUInt16LE(at + 10)
  const size = archive.readUInt32LE(at + 20)
  const local = archive.readUInt32LE(at + 42)
  // The local header's name and extra field may be longer than the directory's.
  const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
  const bytes = archive.subarray(begin, begin + size)
  if (method === 0) return bytes
  if (method === 8) return inflateRawSync(bytes)
  throw new Error(`zip method ${method} is not supported`)
}
