// The health tables as a whole: each group has one home, and costs nothing until one of its kinds is asked about.
import { readdirSync } from 'node:fs'
import { Session } from 'node:inspector'
import { basename } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../../src/object/kube-object.ts'
import { OUR_POLICY } from '../../src/policy.ts'

const test = suite('health tables')

const FOLDER = new URL('../../src/health/tables/', import.meta.url)

/** The files of families whose groups have been made since the last time: those of which a function without a name has run. */
function familiesMade(session: Session): readonly string[] {
  const made: string[] = []
  session.post('Profiler.takePreciseCoverage', (_, { result }) => {
    for (const { url, functions } of result) {
      const ran = functions.flatMap((item) => item.ranges.filter(({ count }) => count > 0 && item.functionName === ''))
      // The module itself has no name either.
      const isMade = ran.some(({ startOffset }) => startOffset > 0)
      if (isMade && url.startsWith(FOLDER.href) && !url.endsWith('/index.ts')) made.push(basename(url))
    }
  })
  return made
}

test("a group's tables are made when one of its kinds is judged, and those of Kubernetes' own kinds need none", async () => {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  const { assessHealth } = await import('../../src/health/index.ts')
  const { hasHealth } = await import('../../src/health/judging.ts')
  const judging = { policy: OUR_POLICY, customHealth: true }
  const of = (apiVersion: string, kind: string, status: JsonObject = {}): Parameters<typeof assessHealth>[0] => ({
    apiVersion,
    kind,
    metadata: { name: 'x' },
    spec: {},
    status,
  })
  assert.is(hasHealth(of('apps/v1', 'Deployment'), judging), true)
  assert.is(hasHealth(of('v1', 'ConfigMap'), judging), false)
  assert.equal(familiesMade(session), [])
  for (const status of ['Progressing', 'Healthy']) {
    const conditions = [{ type: 'Ready', status: status === 'Healthy' ? 'True' : 'Unknown' }]
    assert.is(assessHealth(of('karpenter.sh/v1', 'NodePool', { conditions }))?.status, status)
  }
  assert.equal(familiesMade(session), ['clusters.ts'])
  session.disconnect()
})

test('no group stands in two families', async () => {
  const files = readdirSync(FOLDER).filter((name) => name !== 'index.ts')
  const families: unknown[] = await Promise.all(files.map(async (name) => import(new URL(name, FOLDER).href)))
  const groups = families.flatMap((family) => Object.values(family as object)).flatMap((item) => Object.keys(item))
  assert.equal(groups, [...new Set(groups)])
  assert.ok(groups.length > 80)
})

test.run()
