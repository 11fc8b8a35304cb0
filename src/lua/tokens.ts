// The text of a script → its words and signs, without comments. Runs nothing, and refuses nothing. Pure.

/** A word or sign. */
export interface LuaToken {
  readonly kind: 'name' | 'text' | 'number' | 'sign'
  readonly text: string
  /** From 1. */
  readonly line: number
}

const PIECES =
  /--\[\[.*?\]\]|--[^\n]*|(?<word>[A-Za-z_]\w*)|(?<number>\d+(?:\.\d+)?)|\[\[(?<long>.*?)\]\]|"(?<double>(?:\\.|[^"\\])*)"|'(?<single>(?:\\.|[^'\\])*)'|(?<sign>==|~=|<=|>=|\.\.|\/\/|<<|>>|::|\S)/gs

/** In their order. */
export function tokensOf(script: string): readonly LuaToken[] {
  let [line, counted] = [1, 0]
  return [...script.matchAll(PIECES)].flatMap(({ index, groups = {} }): readonly LuaToken[] => {
    line += script.slice(counted, index).split('\n').length - 1
    counted = index
    const { word, number, long, double, single, sign } = groups
    if (word !== undefined) return [{ kind: 'name', text: word, line }]
    if (number !== undefined) return [{ kind: 'number', text: number, line }]
    const text = double ?? single
    if (text !== undefined) return [{ kind: 'text', text: text.replaceAll(/\\(.)/gs, '$1'), line }]
    if (long !== undefined) return [{ kind: 'text', text: long, line }]
    return sign === undefined ? [] : [{ kind: 'sign', text: sign, line }]
  })
}

/** Whether it is this sign. */
export function isSign(token: LuaToken | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text
}
