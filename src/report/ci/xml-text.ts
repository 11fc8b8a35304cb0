// Text as XML 1.0 can carry it. Knows no document.

/** What XML 1.0 has no way to write, not even as a reference. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const IN_QUOTES: Readonly<Record<string, string>> = {
  ...ESCAPES,
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Between tags. A carriage return would be read as a line end. */
export function xmlText(text: string): string {
  return text
    .replace(NOT_XML, '')
    .replace(/[&<>]/g, (character) => ESCAPES[character] ?? '')
    .replaceAll('\r', '&#13;')
}

/** An element's attributes, each with a blank before it; what is undefined is left out. Line ends would be read as blanks. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${xmlQuoted(String(value))}"`]))
    .join('')
}

function xmlQuoted(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"'\t\n\r]/g, (character) => IN_QUOTES[character] ?? '')
}
