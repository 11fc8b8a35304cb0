// Text as text inside HTML, XML and their attributes, and nothing in it that a CI system obeys where a page is printed. Pure.

/** What ends a text or an attribute, and what XML cannot carry. */
const MARKUP = /[&<>"'`=\ufffe\uffff]/g

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
}

/** The text, as it may stand between tags or in quotes. It reads the same: `::error::` and `##[x]` are spelt otherwise. */
export function escapeMarkup(text: string): string {
  return text
    .replace(MARKUP, (character) => ENTITIES[character] ?? '\ufffd')
    .replace(/:(?=:)/g, '&#58;')
    .replace(/#(?=#[a-z]*\[)/gi, '&#35;')
}
