// A secret that tests plant, and where an output shows it in any spelling. Knows nothing of how the program masks.

/** No test may have it in anything but a Secret, a token or a password; no escape has a spelling of these characters. */
const MARK = 'pl4nted'

/** A planted value; what stands behind the mark is spelt otherwise in every format. */
export function planted(text = `<of>&"a't\\est"`): string {
  return `${MARK}${text}`
}

/** The spellings of the mark that an output shows. */
export function plantedIn(output: string): readonly string[] {
  const text = output.toLowerCase().replaceAll(/\s+/g, '')
  const base64 = [0, 1, 2].map((before) => base64Of(before))
  const encoded = base64.filter((one) => output.replaceAll(/\s+/g, '').includes(one))
  const bytes = [...Buffer.from(MARK)]
  const lists = [bytes.join(''), bytes.join(','), bytes.map((byte) => `0x${byte.toString(16)}`).join(',')]
  return [...encoded, ...[MARK, Buffer.from(MARK).toString('hex'), ...lists].filter((one) => text.includes(one))]
}

/** The characters of its base64 that are the same whatever stands around it. */
function base64Of(before: number): string {
  const text = Buffer.from(`${'x'.repeat(before)}${MARK}`).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + MARK.length) * 8) / 6))
}
