// The real Lua as WebAssembly, bound in steps and memory. Runs nothing.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LuaWasm } from 'wasmoon'
import { pushText } from './push.ts'
import { addStandIn } from './stand-in.ts'

/** A rule that walks hundreds of conditions needs some thousands. */
const MOST_STEPS = 5_000_000
const STEPS_AT_ONCE = 1000
/** In bytes, besides the object. */
const MOST_MEMORY = 16 * 2 ** 20
const COUNT_MASK = 8

/** Lua with its bounds. */
export interface Bounded {
  readonly lua: LuaWasm
  /** Makes a state. */
  begin(): number
  /** From here on the bounds count. */
  bind(state: number): void
  end(state: number): void
  /** The address of what the prelude makes its functions with. */
  readonly standIn: number
  /** Which bound was met. */
  exceeded(): string | undefined
}

/** Starts Lua: takes some 10 ms, the first time 50. */
export async function openBounded(): Promise<Bounded> {
  const lua = await LuaWasm.initialize(wasmPath())
  const { module } = lua
  let used = 0
  let limit = Infinity
  let steps = 0
  let state = 0
  let exceeded: string | undefined
  // From then on every step ends in an error, so that pcall cannot go on.
  const exceed = (why: string): void => {
    exceeded = why
    lua.lua_sethook(state, hook, COUNT_MASK, 1)
  }
  const allocate = module.addFunction((_: number, pointer: number, from: number, to: number) => {
    const before = pointer === 0 ? 0 : from
    if (to === 0) {
      used -= before
      module._free(pointer)
      return 0
    }
    if (to > before && used + to - before > limit) {
      exceed(`it needs more than ${MOST_MEMORY / 2 ** 20} MB of memory`)
      return 0
    }
    const address = module._realloc(pointer, to)
    if (address !== 0) used += to - before
    return address
  }, 'iiiii')
  const hook = module.addFunction((running: number) => {
    steps += STEPS_AT_ONCE
    if (exceeded === undefined && steps < MOST_STEPS) return
    if (exceeded === undefined) exceed(`it takes more than ${MOST_STEPS / 1_000_000} million steps`)
    lua.luaL_where(running, 0)
    pushText(lua, running, exceeded ?? '')
    lua.lua_concat(running, 2)
    lua.lua_error(running)
  }, 'vii')
  return {
    lua,
    begin: () => {
      used = steps = 0
      limit = Infinity
      exceeded = undefined
      state = lua.lua_newstate(allocate, null)
      return state
    },
    bind: () => {
      limit = used + MOST_MEMORY
      lua.lua_sethook(state, hook, COUNT_MASK, STEPS_AT_ONCE)
    },
    end: () => lua.lua_close(state),
    standIn: addStandIn(lua),
    exceeded: () => exceeded,
  }
}

/** Beside the bundle, or in its package. */
function wasmPath(): string {
  const beside = fileURLToPath(new URL('glue.wasm', import.meta.url))
  if (existsSync(beside)) return beside
  return join(createRequire(import.meta.url).resolve('wasmoon'), '../glue.wasm')
}
