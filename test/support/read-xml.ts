// Reads XML 1.0 strictly, as far as reports use it: a document that is not well-formed throws. No DTD, no CDATA, no namespaces.

/** An element; `text` is its own text with references resolved. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const NAME = '[A-Za-z_:][\\w:.-]*'

/** The document's element. */
export function readXml(document: string): XmlElement {
  const wrong = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(document)
  if (wrong !== null) throw new Error(`a character that XML cannot have: ${JSON.stringify(wrong[0])}`)
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(document)
  if (head === null) throw new Error('no XML declaration')
  const { element, end } = readElement(document, head[0].length)
  if (document.slice(end).trim() !== '') throw new Error(`text behind the document: ${document.slice(end)}`)
  return element
}

function readElement(xml: string, start: number): { readonly element: XmlElement; readonly end: number } {
  const open = new RegExp(`<(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`, 'y')
  open.lastIndex = start
  const found = open.exec(xml)
  if (found === null) throw new Error(`no element: ${xml.slice(start, start + 60)}`)
  const [whole, name = '', inside = '', empty] = found
  const attributes = readAttributes(inside)
  let place = start + whole.length
  if (empty === '/') return { element: { name, attributes, children: [], text: '' }, end: place }
  const children: XmlElement[] = []
  let text = ''
  for (;;) {
    const next = xml.indexOf('<', place)
    if (next < 0) throw new Error(`${name} has no end`)
    const between = xml.slice(place, next)
    if (between.includes(']]>')) throw new Error('"]]>" in a text')
    text += resolve(between)
    const close = `</${name}>`
    if (xml.startsWith('</', next)) {
      if (!xml.startsWith(close, next)) throw new Error(`${name} is closed by ${xml.slice(next, next + 40)}`)
      return { element: { name, attributes, children, text }, end: next + close.length }
    }
    const child = readElement(xml, next)
    children.push(child.element)
    place = child.end
  }
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(new RegExp(`(${NAME})="([^"]*)"`, 'g'))].map(
    ([, name = '', value = '']) => [name, resolve(value)] as const,
  )
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error('an attribute stands twice')
  return Object.fromEntries(pairs)
}

function resolve(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) throw new Error(`"&" that is no reference: ${text}`)
  return text.replace(/&(?:(\w+)|#(\d+));/g, (_, name: string | undefined, code: string | undefined) =>
    name === undefined ? String.fromCodePoint(Number(code)) : (REFERENCES[name] ?? ''),
  )
}
