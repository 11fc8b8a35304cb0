// Anybody's text within Markdown and the HTML in it: read as text, whatever stands in it. Knows no document.

/** What Markdown of GitHub could take for more than itself within a line: also links, names, numbers of issues, formulas, `:short:` names of pictures. */
const SPECIAL = /[\\`*_{}[\]()#!|~@$<>&"']|:(?=\/|[\w+-]+:)|(?<=www)\./gi

/** Within a line that begins with a text of ours; line ends become blanks. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(SPECIAL, escape)
}

/** A character that Markdown gives a meaning to loses it behind a backslash; those of HTML are written as what they are. */
function escape(character: string): string {
  return HTML[character] ?? `\\${character}`
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Within `<pre>`, where no Markdown is read. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML[character] ?? '')
}
