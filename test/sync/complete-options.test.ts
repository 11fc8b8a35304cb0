// What a sync does where nothing is said.
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UsageError } from '../../src/errors.ts'
import { healthRules } from '../../src/health/declared/health-rules.ts'
import { assessHealth } from '../../src/health/index.ts'
import { ARGO_POLICY } from '../../src/policy.ts'
import { completeOptions } from '../../src/sync/complete-options.ts'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import { manifestsOf } from '../support/usual-sync.ts'

const test = suite('complete options')
const CLOCK = { now: () => 5, sleep: async () => undefined }
const MANIFESTS = manifestsOf('{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}')

test('what is left out is usual, and made from the manifests', () => {
  const { signal, version, ...rest } = completeOptions({}, { clock: CLOCK }, MANIFESTS)
  assert.equal(rest, { ...SYNC_DEFAULTS, startedAt: 5, revision: 'bee2360' })
  assert.is(signal.aborted, false)
  assert.match(version, /^\d+\.\d+\.\d+$/)
})

test('what is undefined is left out', () => {
  const settings = { timeoutMs: undefined, syncOptions: { validate: undefined, replace: true } }
  const { timeoutMs, syncOptions } = completeOptions(settings, { clock: CLOCK }, MANIFESTS)
  assert.is(timeoutMs, SYNC_DEFAULTS.timeoutMs)
  assert.equal(syncOptions, { ...SYNC_DEFAULTS.syncOptions, replace: true })
})

test("Argo CD's own defaults hold for who asks for its ways, and what is said still counts", () => {
  const { wait, waveDelayMs } = completeOptions({ policy: ARGO_POLICY, waveDelayMs: 1 }, { clock: CLOCK }, MANIFESTS)
  assert.equal([wait, waveDelayMs], [ARGO_POLICY.defaults.wait, 1])
})

test('a connection knows the namespace and the server; the settings know better', () => {
  const world = { clock: CLOCK, namespace: 'shop', server: 'https://k', contextName: 'home' }
  const told = ({ namespace, server, context }: Record<string, unknown>) => [namespace, server, context]
  assert.equal(told({ ...completeOptions({}, world, []) }), ['shop', 'https://k', 'home'])
  assert.equal(told({ ...completeOptions({ namespace: 'a' }, world, []) }), ['a', 'https://k', 'home'])
})

test('rules of ignoreDifferences are texts, as on the command line', () => {
  const of = (text: string) => completeOptions({ ignoreDifferences: [text] }, { clock: CLOCK }, []).ignoreDifferences
  assert.equal(
    of('apps/Deployment:/spec/replicas').map(({ text }) => text),
    ['apps/Deployment:/spec/replicas'],
  )
  assert.throws(() => of('apps/Deployment'), 'ignoreDifferences cannot be "apps/Deployment": it is no rule')
})

test('health rules of a caller are short ones, with each fault named', async () => {
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } }
  const rules = healthRules({ 'example.com/Widget': { Healthy: { field: 'status.phase', is: ['Up', 'Done'] } } })
  const { policy } = completeOptions({ ownRules: rules, policy: ARGO_POLICY }, { clock: CLOCK }, [])
  assert.is(policy.differs, false)
  assert.is(assessHealth({ ...widget, status: { phase: 'Up' } }, policy)?.status, 'Healthy')
  assert.is(assessHealth({ ...widget, status: { phase: 'Down' } }, policy)?.status, 'Progressing')
  assert.throws(
    () =>
      healthRules({ 'a.b/C': { Healthy: { conditon: 'Ready' } }, 'd.e/F': { Helthy: { condition: 'A', is: 'B' } } }),
    (error: unknown) =>
      error instanceof UsageError &&
      error.message ===
        [
          'the health rule for a.b/C: Healthy begins with none of condition, field, compare, parts, generation, all, not; did you mean condition?',
          'the health rule for d.e/F: it has no Helthy; did you mean Healthy?',
          'the health rule for d.e/F: Helthy can never be so: no condition has the status "B"; one of True, False, Unknown',
        ].join('\n'),
  )
})

test('docs/library.md has each default', () => {
  const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8')
  const { syncOptions: _, policy: __, ignoreDifferences: ___, failFast: ____, ...values } = SYNC_DEFAULTS
  const rows = Object.entries(values).map(([name, value]) => `\n| \`${name}\` | \`${value}\` |`)
  assert.equal(
    rows.filter((row) => !page.includes(row)),
    [],
  )
})

test.run()
