// Draws objects by a seed, judges each by a rule as we do and as Argo CD does, and counts where the status or the message differs.
import type { RuleText } from '../../src/lua/lua-rule.ts'
import { openLua } from '../../src/lua/machine.ts'
import type { LuaMachine } from '../../src/lua/machine.ts'
import { ruleVerdict } from '../../src/lua/rule-verdict.ts'
import { factsOf } from '../../src/lua/script-facts.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { oneLine } from '../../src/object/one-line.ts'
import { randomOf } from '../reading/random.ts'
import { startArgoLua } from './argo-lua.ts'
import type { LuaQuestion } from './argo-lua.ts'
import { generateObject } from './generate.ts'

/** An object that a rule judges otherwise than in Argo CD. */
export interface Difference {
  readonly pattern: string
  readonly object: KubeObject
  readonly ours: string
  readonly theirs: string
}

/** What came of it; `unsteady`: Argo CD itself answers this and that, by the order of a map. */
export interface Compared {
  readonly judged: number
  readonly failing: number
  readonly unsteady: number
  readonly differences: readonly Difference[]
}

/** Compares rules by as many objects each; throws NoGoError where there is no Go. */
export async function compareRules(
  rules: readonly RuleText[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Compared> {
  const argo = await startArgoLua()
  const lua = await openLua()
  const differences: Difference[] = []
  let [judged, failing, unsteady] = [0, 0, 0]
  for (const [at, rule] of rules.entries()) {
    const questions = questionsOf(rule, { count, seed: seed * 1000 + at })
    const [first, second] = [await argo.judge(questions), await argo.judge(questions)]
    for (const [index, question] of questions.entries()) {
      const theirs = plain(first[index] ?? '')
      judged += 1
      if (theirs === FAILED) failing += 1
      const ours = judgeHere(lua, question)
      if (ours === theirs) continue
      if (theirs !== plain(second[index] ?? '')) unsteady += 1
      else differences.push({ pattern: rule.pattern, object: question.object, ours, theirs })
    }
  }
  await argo.close()
  return { judged, failing, unsteady, differences }
}

function questionsOf(
  { pattern, script, openLibs }: RuleText,
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly LuaQuestion[] {
  const [kind = '', group = ''] = pattern.replaceAll('*', 'any').split('/').toReversed()
  const looking = { ...factsOf(script), apiVersion: group === '' ? 'v1' : `${group}/v1`, kind }
  const random = randomOf(seed)
  return Array.from({ length: count }, () => ({ script, openLibs, object: generateObject(looking, random) }))
}

const FAILED = 'fails'

/** Both in the same words: why a rule fails, each Lua says in its own. */
function plain(answer: string): string {
  return answer.startsWith('error: ') ? FAILED : oneLine(answer)
}

function judgeHere(lua: LuaMachine, { script, ...given }: LuaQuestion): string {
  const answer = lua.run(script, given)
  if (!('type' in answer)) return FAILED
  const { status, message, ruleError } = ruleVerdict(answer)
  if (ruleError === true) return FAILED
  if (status === 'Missing' && message.startsWith('its rule says nothing')) return ':'
  if (status === 'Unknown' && /^its rule says (?:no status|")/.test(message)) return 'Unknown: invalid'
  return oneLine(`${status}: ${message === `its rule says ${status}` ? '' : message}`)
}
