// Colours, where they are wanted. Knows no meaning of them.

/** Marks text; each function gives the text back unchanged when colours are off. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly blue: (text: string) => string
  readonly magenta: (text: string) => string
  readonly cyan: (text: string) => string
  /** Marks a text with the colour of a name, which is the same in each run. */
  readonly ofName: (name: string, text: string) => string
}

/**
 * The colours of names, of the 256 that have the same values on each terminal: each stands out from white and from black by
 * 4 to 1, and none is the red of a failure.
 */
export const NAME_COLOURS = [130, 64, 28, 30, 31, 27, 98, 129, 164, 132] as const

/** When colours are used. */
export const COLOR_MODES = ['auto', 'always', 'never'] as const

/** One of the colour modes. */
export type ColorMode = (typeof COLOR_MODES)[number]

/** The style of an output: `createStyle('plain')` marks nothing. */
export function createStyle(kind: 'plain' | 'coloured'): Style {
  const mark = (on: number | string, off: number) => (text: string) =>
    kind === 'plain' || text === '' ? text : `\u001b[${on}m${text}\u001b[${off}m`
  return {
    bold: mark(1, 22),
    dim: mark(2, 22),
    red: mark(31, 39),
    green: mark(32, 39),
    yellow: mark(33, 39),
    blue: mark(34, 39),
    magenta: mark(35, 39),
    cyan: mark(36, 39),
    ofName: (name, text) => mark(`38;5;${NAME_COLOURS[hashOf(name) % NAME_COLOURS.length]}`, 39)(text),
  }
}

/** Another number for names that differ in their last characters alone, as those of pods of one Job do. */
function hashOf(name: string): number {
  let hash = 0
  for (let index = 0; index < name.length; index += 1) hash = (hash * 31 + name.charCodeAt(index)) >>> 0
  return hash
}

/** Whether colours are on: `auto` means a terminal that can, and NO_COLOR (no-color.org) not set. */
export function styleKind(
  mode: ColorMode,
  output: { readonly isTTY: boolean },
  env: Readonly<Record<string, string | undefined>>,
): 'plain' | 'coloured' {
  if (mode !== 'auto') return mode === 'always' ? 'coloured' : 'plain'
  const wanted = output.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  return wanted ? 'coloured' : 'plain'
}
