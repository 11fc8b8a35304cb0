// Makes text from clusters and files harmless: it never drives a terminal or a CI system. Changes only what could.

/** A complete terminal sequence: CSI, then OSC, DCS, SOS, PM and APC with their text, then the short ones. Not global. */
export const TERMINAL_SEQUENCE =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z\\`-~]/

const SEQUENCES = new RegExp(TERMINAL_SEQUENCE, 'g')

/** C0 but tab and line feed, DEL, C1, line and paragraph separators, bidi marks, embeddings, overrides and isolates, BOM. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Halves of characters; no terminal can show them, and UTF-8 cannot carry them. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Text without terminal sequences; other control characters become visible; tabs become spaces, line feeds stay. */
export function sanitizeText(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replace(/(?<!\r)\r+(?=\n|$)/g, '')
    .replace(/\t/g, '    ')
    .replace(UNSAFE, escapeCharacter)
    .replace(LONE_SURROGATES, '\ufffd')
}

/** The same for what is one line by nature, such as a name: a line end becomes visible, too. */
export function sanitizeLine(text: string): string {
  return sanitizeText(text).replaceAll('\n', String.raw`\n`)
}

/**
 * JSON with every character that a terminal could obey, and one of each `##[x]` that a CI system could, written as an
 * escape; the value stays the same. No line of JSON begins with `::`.
 */
export function sanitizeJson(json: string): string {
  return json
    .replace(UNSAFE, (character) => `\\u${hex(character, 4)}`)
    .replace(/(?<=#)#(?=[a-z]*\[)/gi, String.raw`\u0023`)
}

/**
 * A line that no CI system takes for a command: `::error::` at the start (GitHub Actions) and `##[x]`, `##vso[x]`,
 * `##teamcity[x]` anywhere (actions/runner:src/Runner.Common/ActionCommand.cs looks for `##[` in the whole line).
 */
export function neutralizeCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1: ').replace(/#(?=#[a-z]*\[)/gi, '# ')
}

function escapeCharacter(character: string): string {
  return character <= '\u00ff' ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0')
}
