// Text of the program's own for people: masked, escaped, and no line of it is one that a CI system obeys. The way to standard error.
import type { Guard, Output } from '../io.ts'
import { neutralizeCommands, sanitizeText } from './escape.ts'

/** Writes the lines of a text; it may hold anybody's words. */
export function tellPeople(output: Pick<Output, 'write'>, guard: Pick<Guard, 'mask'>, text: string): void {
  output.write(harmless(text, guard.mask))
}

/** The lines of a text, each with its line end, that `tellPeople` writes. */
export function harmless(text: string, mask: (text: string) => string): string {
  const lines = sanitizeText(mask(text))
    .replace(/(?<!\n)\n+$/, '')
    .split('\n')
  return lines.map((line) => `${neutralizeCommands(line.trimEnd())}\n`).join('')
}
