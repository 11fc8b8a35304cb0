// Tables of the health rules that are data: what they look at, and where Argo CD's answer is another one. Writes nothing.
import { BUILT_IN_RULES } from '../../src/health/built-in-rules.ts'
import { allCustomRules, wordsOfRule } from '../../src/health/tables/index.ts'
import { judgeByTable } from '../../src/health/vocabulary/judge.ts'
import type { CodedRule, HealthTable } from '../../src/health/vocabulary/rule.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { table } from './markdown.ts'

/** What makes each kind healthy and degraded, in the words of its table; kinds with the same words share a row. */
export function healthRuleTable(): string {
  const rows = grouped((rule) => {
    const { done, failed = '–' } = wordsOfRule(rule)
    return `${done || '–'}\n${failed}`
  })
  return table(
    ['kind', 'Healthy when', 'Degraded when'],
    rows.map(([words, kinds]) => [kinds, ...words.split('\n').map((text) => text.replaceAll('*', '\\*'))]),
  )
}

/** Every row in which our judgement is not Argo CD's. */
export function healthDifferenceTable(): string {
  const faults = grouped((rule) => ('rows' in rule ? rule.argo?.fault : rule.fault))
  const early = grouped((rule) => ('rows' in rule ? earlyAnswer(rule) : undefined))
  return table(
    ['kind', "what is wrong with Argo CD's answer"],
    [
      [
        'every custom resource',
        'a status that is older than the spec is believed by most rules; here it is Progressing',
      ],
      ...early.map(([answer, kinds]) => [kinds, `one without a status is ${answer} there; here it is Progressing`]),
      ...faults.map(([fault, kinds]) => [kinds, fault]),
      ...Object.entries(BUILT_IN_RULES).flatMap(([key, { fault }]) =>
        fault === undefined ? [] : [[inWords(key), fault]],
      ),
    ],
  )
}

/** What Argo CD says of an object without a status, where it is another thing than Progressing is. */
function earlyAnswer(asked: HealthTable): string | undefined {
  const object = { apiVersion: 'example.com/v1', kind: 'APolicy', metadata: { name: 'x', generation: 1 }, spec: {} }
  const theirs = judgeByTable(asked, object, ARGO_POLICY)
  if (theirs.status === judgeByTable(asked, object, OUR_POLICY).status) return undefined
  return theirs.ruleError === true ? 'unreadable, which fails a hook,' : theirs.status
}

/** Each answer with the kinds that it is of, in the order of their names. */
function grouped(
  answerOf: (rule: HealthTable | CodedRule) => string | undefined,
): readonly (readonly [string, string])[] {
  const answers = new Map<string, Map<string, string[]>>()
  for (const [key, rule] of allCustomRules().toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const answer = answerOf(rule)
    if (answer === undefined) continue
    const groups = answers.get(answer) ?? new Map<string, string[]>()
    const [group = '', kind = ''] = key.split('/')
    groups.set(group, [...(groups.get(group) ?? []), kind === '*' ? 'all kinds' : kind])
    answers.set(answer, groups)
  }
  return [...answers].map(([answer, groups]) => [
    answer,
    [...groups].map(([group, names]) => `${group.replace('*', '\\*')}: ${names.join(', ')}`).join('; '),
  ])
}

function inWords(key: string): string {
  return key.replace('/', ': ')
}
