// Compiles and runs scripts in a new Lua each, and ends what runs for too long. Knows nothing of health.
import { createContext, Script } from 'node:vm'
import type { LuaWasm } from 'wasmoon'
import { messageOf } from '../errors.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { luaAnswer, textAt, luaType } from './answer.ts'
import type { LuaAnswer } from './answer.ts'
import { openBounded } from './bounded.ts'
import type { Bounded } from './bounded.ts'
import { PRELUDE } from './prelude.ts'
import { pushJson, withBytes } from './push.ts'
import { RULE_NAME } from './stand-in.ts'

/** Why a script has no answer; `ended`: it was ended by the clock, and would be again; `later`: it was not run, and can be in a moment. */
export interface LuaFault {
  readonly message: string
  /** Of the script, from 1. */
  readonly line?: number
  readonly ended?: true
  readonly later?: true
}

/** Compiles and runs scripts. */
export interface LuaMachine {
  compile(script: string): LuaFault | undefined
  run(script: string, given: { readonly object: KubeObject; readonly openLibs: boolean }): LuaAnswer | LuaFault
}

/** Argo CD's own bound (argo-cd:util/lua/lua.go, runLua). */
const LONGEST_MS = 1000

const ALL_RESULTS = -1

/** Loads Lua: takes about 50 ms. */
export async function openLua(): Promise<LuaMachine> {
  const spare = [await openBounded(), await openBounded()]
  let broken: string | undefined
  const within = <T>(work: (bounded: Bounded) => T): T | LuaFault => {
    const bounded = spare[0]
    if (bounded === undefined && broken !== undefined) return { message: `Lua cannot be started: ${broken}` }
    if (bounded === undefined)
      return { message: 'Lua is being started anew, after rules that did not end', later: true }
    try {
      return timed(() => work(bounded))
    } catch (error) {
      // Neither its stack nor its memory can be trusted any more.
      spare.shift()
      void openBounded().then(
        (fresh) => spare.push(fresh),
        (problem: unknown) => (broken = messageOf(problem)),
      )
      const isLate = String(error).includes('timed out')
      return { message: isLate ? `it was ended after ${LONGEST_MS / 1000} s` : 'Lua has given up', ended: true }
    }
  }
  return {
    compile: (script) =>
      within((bounded) => {
        const state = bounded.begin()
        const fault = load(bounded.lua, state, script) === 0 ? undefined : faultOf(bounded, state)
        bounded.end(state)
        return fault
      }),
    run: (script, given) => within((bounded) => evaluate(bounded, script, given)),
  }
}

const CONTEXT: { work?: () => void } = createContext({})
const SCRIPT = new Script('work()')

/** Only V8 itself can end what loops inside of one call of Lua, like a pattern. */
function timed<T>(work: () => T): T {
  const result: { value?: { readonly of: T } } = {}
  CONTEXT.work = () => {
    result.value = { of: work() }
  }
  SCRIPT.runInContext(CONTEXT, { timeout: LONGEST_MS })
  if (result.value === undefined) throw new Error('nothing was run')
  return result.value.of
}

function evaluate(
  bounded: Bounded,
  script: string,
  { object, openLibs }: Parameters<LuaMachine['run']>[1],
): LuaAnswer | LuaFault {
  const { lua } = bounded
  const state = bounded.begin()
  lua.luaL_openlibs(state)
  const begun = load(lua, state, PRELUDE, 'prelude')
  lua.lua_pushboolean(state, openLibs ? 1 : 0)
  lua.lua_pushcclosure(state, bounded.standIn, 0)
  if (begun !== 0 || lua.lua_pcallk(state, 2, 0, 0, 0, null) !== 0)
    throw new Error(`the prelude of Lua has failed: ${lua.lua_tolstring(state, -1, null)}`)
  pushJson(lua, state, object)
  lua.lua_setglobal(state, 'obj')
  lua.lua_createtable(state, 0, 0)
  lua.lua_setglobal(state, 'actionParams')
  bounded.bind(state)
  const failed = load(lua, state, script) !== 0 || lua.lua_pcallk(state, 0, ALL_RESULTS, 0, 0, null) !== 0
  // Of several values the last one is the answer (argo-cd:util/lua/lua.go, ExecuteHealthLua).
  if (lua.lua_gettop(state) === 0) lua.lua_pushnil(state)
  // Once a bound is met, an answer that came all the same is none.
  const answer = failed || bounded.exceeded() !== undefined ? faultOf(bounded, state) : luaAnswer(lua, state)
  bounded.end(state)
  return answer
}

function load(lua: LuaWasm, state: number, script: string, name = RULE_NAME): number {
  return withBytes(lua, script, (address, length) => lua.luaL_loadbufferx(state, address, length, `=${name}`, 't'))
}

/** Of what Lua's stack ends with. */
function faultOf(bounded: Bounded, state: number): LuaFault {
  const { lua } = bounded
  const isText = luaType(lua, state, -1) === 'string'
  const text = isText ? textAt(lua, state) : `an error that is no text`
  const at = text.indexOf(`${RULE_NAME}:`)
  const [, line, rest = text] = at === -1 ? [] : (/^.:(\d+): ?(.*)$/s.exec(text.slice(at)) ?? [])
  const message = bounded.exceeded() ?? rest.replaceAll(`${RULE_NAME}:`, 'line ')
  return line === undefined ? { message } : { message, line: Number(line) }
}
