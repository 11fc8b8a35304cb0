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
}

/** When colours are used. */
export const COLOR_MODES = ['auto', 'always', 'never'] as const

/** One of the colour modes. */
export type ColorMode = (typeof COLOR_MODES)[number]

/** The style of an output: `createStyle('plain')` marks nothing. */
export function createStyle(kind: 'plain' | 'coloured'): Style {
  const mark = (on: number, off: number) => (text: string) =>
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
  }
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
