// A function of the prelude's that stands in for one of Lua's fails where the rule calls it, in the words of the one that it stands in for.
import type { LuaWasm } from 'wasmoon'
import { pushText } from './push.ts'

/** With what Lua's messages begin that have a place in the rule. */
export const RULE_NAME = '\u0001'

const ALL_RESULTS = -1

/** Gives the address of `standin(name, run)`: `run` as a function of C, since a tail call to one of Lua's would hide the caller's line. */
export function addStandIn(lua: LuaWasm): number {
  const { module } = lua
  const call = module.addFunction((state: number) => {
    lua.lua_pushvalue(state, lua.lua_upvalueindex(2))
    lua.lua_rotate(state, 1, 1)
    if (lua.lua_pcallk(state, lua.lua_gettop(state) - 1, ALL_RESULTS, 0, 0, null) === 0) return lua.lua_gettop(state)
    const isText = lua.lua_typename(state, lua.lua_type(state, -1)) === 'string'
    const text = isText ? lua.lua_tolstring(state, -1, null) : ''
    // A place that is there already is in the rule, too: in what the function has called back.
    if (isText && !text.startsWith(RULE_NAME)) {
      lua.luaL_where(state, 1)
      pushText(lua, state, inWordsOf(lua.lua_tolstring(state, lua.lua_upvalueindex(1), null), text))
      lua.lua_concat(state, 2)
    }
    return lua.lua_error(state)
  }, 'ii')
  return module.addFunction((state: number) => {
    lua.lua_pushcclosure(state, call, 2)
    return 1
  }, 'ii')
}

/** Without the lines and variables of the prelude. */
function inWordsOf(name: string, text: string): string {
  return text
    .replace(/^\w+:\d+: /, '')
    .replace(/^(bad argument #\d+ to )'[^']*'/, `$1'${name}'`)
    .replaceAll(/ \((?:local|upvalue) '\w+'\)/g, '')
}
