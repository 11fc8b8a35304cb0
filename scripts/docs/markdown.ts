// Markdown from data: tables and fenced blocks.

/** A table; bars in its cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text as it stands on a screen, or in a file. */
export function fenced(text: string, language: 'console' | 'yaml' = 'console'): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}
