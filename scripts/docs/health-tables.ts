// Tables of the health rules that are data: what they look at, and where Argo CD's answer is another one. Writes nothing.
import { RULE_FAULTS } from '../../src/health/custom/rule-faults.ts'
import { allHealthTables } from '../../src/health/tables/index.ts'
import { describeMeaning } from '../../src/health/vocabulary/describe.ts'
import { judgeByTable } from '../../src/health/vocabulary/judge.ts'
import type { HealthTable } from '../../src/health/vocabulary/rule.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../src/policy.ts'
import { table } from './markdown.ts'

/** What makes each kind healthy and degraded, in the words of its table; kinds with the same words share a row. */
export function healthRuleTable(): string {
  const rows = grouped(({ rows: asked }) =>
    (['Healthy', 'Degraded'] as const).map((status) => describeMeaning(asked, status) || '–').join('\n'),
  )
  return table(
    ['kind', 'Healthy when', 'Degraded when'],
    rows.map(([words, kinds]) => [kinds, ...words.split('\n').map((text) => text.replaceAll('*', '\\*'))]),
  )
}

/** Every row in which our judgement is not Argo CD's. */
export function healthDifferenceTable(): string {
  const faults = grouped(({ argo }) => argo?.fault)
  const early = grouped((asked) => earlyAnswer(asked))
  return table(
    ['kind', "what is wrong with Argo CD's answer"],
    [
      [
        'every custom resource',
        'a status that is older than the spec is believed by most rules; here it is Progressing',
      ],
      ...early.map(([answer, kinds]) => [kinds, `one without a status is ${answer} there; here it is Progressing`]),
      ...faults.map(([fault, kinds]) => [kinds, fault]),
      ...RULE_FAULTS.map(([kinds, fault]) => [escaped(kinds), fault]),
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

/** Each answer with the kinds that it is of, in the order of the tables. */
function grouped(answerOf: (asked: HealthTable) => string | undefined): readonly (readonly [string, string])[] {
  const answers = new Map<string, Map<string, string[]>>()
  for (const [key, asked] of Object.entries(allHealthTables()).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const answer = answerOf(asked)
    if (answer === undefined) continue
    const groups = answers.get(answer) ?? new Map<string, string[]>()
    const [group = '', kind = ''] = key.split('/')
    groups.set(group, [...(groups.get(group) ?? []), kind === '*' ? 'all kinds' : kind])
    answers.set(answer, groups)
  }
  return [...answers].map(([answer, groups]) => [
    answer,
    [...groups].map(([group, names]) => `${group}: ${names.join(', ')}`).join('; '),
  ])
}

function escaped(text: string): string {
  return text.replaceAll('*', '\\*')
}
