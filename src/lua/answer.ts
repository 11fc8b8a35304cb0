// What a script returned, read from Lua's stack. Nothing that the script has made is called any more.
import type { LuaWasm } from 'wasmoon'

/** What a script returned: its type, and of a table the keys with what they hold, a text or a type. */
export interface LuaAnswer {
  readonly type: string
  readonly texts: ReadonlyMap<string, string>
  /** Types of what the table holds besides texts, by key. */
  readonly others: ReadonlyMap<string, string>
  /** Why Argo CD cannot read the table, which it makes JSON of (layeh.com/gopher-json, Encode). */
  readonly unreadable?: string
}

const LONGEST_TEXT = 2000
const MOST_KEYS = 100

/** The value on top of the stack. */
export function luaAnswer(lua: LuaWasm, state: number): LuaAnswer {
  const texts = new Map<string, string>()
  const others = new Map<string, string>()
  const type = luaType(lua, state, -1)
  if (type !== 'table') return { type, texts, others }
  const unreadable = unreadableIn(lua, state, new Set())
  if (unreadable !== undefined) return { type, texts, others, unreadable }
  eachEntry(lua, state, () => {
    if (luaType(lua, state, -2) !== 'string' || texts.size + others.size === MOST_KEYS) return
    const key = lua.lua_tolstring(state, -2, null)
    const found = luaType(lua, state, -1)
    if (found === 'string') texts.set(key, textAt(lua, state))
    else others.set(key, found)
  })
  return { type, texts, others }
}

/** The text on top of the stack, as far as anybody would read it. */
export function textAt(lua: LuaWasm, state: number): string {
  return lua.lua_tolstring(state, -1, null).slice(0, LONGEST_TEXT)
}

/** As Lua calls it. */
export function luaType(lua: LuaWasm, state: number, at: number): string {
  return lua.lua_typename(state, lua.lua_type(state, at))
}

/** With the key below the value on top of the stack. */
function eachEntry(lua: LuaWasm, state: number, visit: () => void): void {
  lua.lua_checkstack(state, 4)
  lua.lua_pushnil(state)
  while (lua.lua_next(state, -2) !== 0) {
    visit()
    lua.lua_settop(state, -2)
  }
}

/** A table may be in it only once, and has either names or the numbers from 1. */
function unreadableIn(lua: LuaWasm, state: number, seen: Set<number>): string | undefined {
  const type = luaType(lua, state, -1)
  if (type === 'number') return Number.isFinite(lua.lua_tonumberx(state, -1, null)) ? undefined : 'a number without end'
  if (['function', 'userdata', 'thread'].includes(type)) return `a ${type}`
  if (type !== 'table') return undefined
  const address = lua.lua_topointer(state, -1)
  if (seen.has(address)) return 'one table twice'
  seen.add(address)
  const keys = { string: 0, number: 0 }
  let most = 0
  let wrong: string | undefined
  eachEntry(lua, state, () => {
    const key = luaType(lua, state, -2)
    if (key === 'string') keys.string += 1
    else if (key === 'number') {
      keys.number += 1
      most = Math.max(most, lua.lua_tonumberx(state, -2, null))
    } else wrong ??= `a key that is a ${key}`
    wrong ??= unreadableIn(lua, state, seen)
  })
  if (keys.string > 0 && keys.number > 0) return 'names and numbers as keys'
  if (most !== keys.number) return 'gaps between its numbers'
  return wrong
}
