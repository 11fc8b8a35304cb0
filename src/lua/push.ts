// Values of ours → Lua's. Only copies: nothing of ours can be reached from Lua.
import type { LuaWasm } from 'wasmoon'
import { isJsonList, isJsonObject } from '../object/kube-object.ts'
import type { Json } from '../object/kube-object.ts'

/** A value, as Argo CD gives it (argo-cd:util/lua/lua.go, decodeValue); it stays on Lua's stack. */
export function pushJson(lua: LuaWasm, state: number, value: Json | undefined): void {
  lua.lua_checkstack(state, 4)
  if (typeof value === 'string') pushText(lua, state, value)
  else if (typeof value === 'boolean') lua.lua_pushboolean(state, value ? 1 : 0)
  else if (typeof value === 'number' || typeof value === 'bigint') pushNumber(lua, state, Number(value))
  else if (isJsonList(value)) {
    lua.lua_createtable(state, value.length, 0)
    let at = 0n
    for (const item of value) {
      // Argo CD appends the items, and to append nil is to do nothing.
      if (item === null) continue
      pushJson(lua, state, item)
      lua.lua_rawseti(state, -2, (at += 1n))
    }
  } else if (isJsonObject(value)) {
    lua.lua_createtable(state, 0, 0)
    for (const [key, item] of Object.entries(value)) {
      pushText(lua, state, key)
      pushJson(lua, state, item)
      lua.lua_rawset(state, -3)
    }
  } else lua.lua_pushnil(state)
}

/** Argo CD's Lua has floats only; what is whole there is written without a fraction. */
function pushNumber(lua: LuaWasm, state: number, value: number): void {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) lua.lua_pushinteger(state, BigInt(value))
  else lua.lua_pushnumber(state, value)
}

/** A text of any length, with whatever is in it. */
export function pushText(lua: LuaWasm, state: number, text: string): void {
  withBytes(lua, text, (address, length) => lua.lua_pushlstring(state, address, length))
}

/** A text in Lua's memory, for as long as a call of it takes. */
export function withBytes<T>({ module }: LuaWasm, text: string, use: (address: number, length: number) => T): T {
  const bytes = Buffer.from(text)
  const address = module._malloc(bytes.length + 1)
  try {
    module.HEAPU8.set(bytes, address)
    return use(address, bytes.length)
  } finally {
    module._free(address)
  }
}
