// At every moment of a run, whatever of it is refused: what bears the mark of an application is where its inventory says that there
// is some, so that a run that is killed there loses nothing; and the name of the application alone deletes all of it afterwards.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import { groupKindText, NO_REACH, readParent } from '../../src/inventory/applyset.ts'
import { appOf, markOf } from '../../src/inventory/inventory.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { keyOf, shortKey } from '../../src/object/resource-key.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { bare, configMap, deployment, job, widgetDefinition } from '../support/workloads.ts'

const test = suite('nothing is lost')

const SHOP = appOf('shop', 'demo')
const { partOf } = markOf(SHOP)

/** What bears the mark where the inventory does not tell of any. Its own namespace cannot be told of before it is there. */
function untold(objects: readonly KubeObject[]): readonly string[] {
  const parent = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === SHOP.parent.name)
  const record = parent === undefined ? NO_REACH : readParent(parent, SHOP.parent)
  if (typeof record === 'string') throw new Error(record)
  const places = ['', 'demo', ...record.namespaces]
  return objects.flatMap((object) => {
    const { labels = {} } = object.metadata
    const key = keyOf(object)
    const told = [
      ...(labels['applyset.kubernetes.io/part-of'] === partOf ? [record.kinds] : []),
      ...(labels['hooksync.dev/hook-of'] === partOf ? [record.hookKinds] : []),
    ]
    const isTold = told.every((kinds) => kinds.map(groupKindText).includes(groupKindText(key)))
    const isHome = key.kind === 'Namespace' && key.name === 'demo'
    return told.length === 0 || isHome || (isTold && places.includes(key.namespace)) ? [] : [shortKey(key)]
  })
}

const FAILS = { 'exit-code': '1' }
const there = (name: string, making: Parameters<typeof configMap>[1] = {}): KubeObject =>
  configMap(name, { namespace: 'other', ...making })

const ALL: readonly KubeObject[] = [
  bare('v1', 'Namespace', 'demo'),
  bare('v1', 'Namespace', 'other'),
  widgetDefinition(),
  bare('lab.example.com/v1', 'Widget', 'w'),
  job('mig', { hook: 'PreSync', namespace: 'other' }),
  configMap('seed', { hook: 'PreSync', policy: 'HookSucceeded' }),
  bare('v1', 'ServiceAccount', 'sent', { hook: 'SyncFail' }),
  configMap('c'),
  there('t'),
  deployment('web', { wave: '1' }),
  job('smoke', { hook: 'PostSync' }),
]

const DELETION: readonly KubeObject[] = [
  bare('v1', 'Secret', 'pre', { hook: 'PreDelete' }),
  job('pre', { hook: 'PreDelete', wave: '1' }),
  job('post', { hook: 'PostDelete', namespace: 'default', policy: 'BeforeHookCreation' }),
]

/** What is done after `ALL` was synced; the first of all is that itself. */
const STORIES: readonly (readonly [what: string, words: string | undefined, objects: readonly KubeObject[]])[] = [
  ['a first sync', undefined, []],
  [
    'a sync of another kind in another namespace',
    '-f - --app shop',
    [...ALL, bare('v1', 'Secret', 's', { namespace: 'default' })],
  ],
  [
    'a sync whose hook fails',
    '-f - --app shop',
    [...ALL, job('bad', { hook: 'Sync', namespace: 'default', lab: FAILS })],
  ],
  ['a prune', '-f - --app shop --prune --prune-hooks --prune-limit 100%', [configMap('c')]],
  [
    'a prune that waits for nothing',
    '-f - --app shop --prune --prune-hooks --prune-limit 100% --no-wait',
    [configMap('c')],
  ],
  [
    'a sync in which hooks are resources, and resources hooks',
    '-f - --app shop --prune --prune-limit 100%',
    [configMap('c', { hook: 'PreSync' }), there('t', { hook: 'PostSync' }), job('smoke'), configMap('seed')],
  ],
  ['a sync of a part', '-f - --app shop -l a=b --allow-empty', [configMap('c')]],
  ['a sync without hooks', '-f - --app shop --no-hooks --prune --prune-limit 100%', [configMap('c')]],
  ['a deletion', 'delete --app shop --yes -f -', [...ALL, ...DELETION]],
  [
    'a deletion of namespaces and definitions',
    'delete --app shop --yes --delete-crds --delete-namespaces -f -',
    [...ALL, ...DELETION],
  ],
  [
    'a deletion whose hook fails',
    'delete --app shop --yes -f -',
    [...ALL, ...DELETION, job('bad', { hook: 'PostDelete', lab: FAILS })],
  ],
]

/** What becomes of one write. */
const HOWS = ['is refused', 'has its answer lost', 'is the last before a signal'] as const

const marked = ({ lab }: Session): readonly string[] =>
  lab
    .snapshot()
    .filter(({ metadata }) => metadata.labels?.['hooksync.dev/app'] !== undefined)
    .map((object) => shortKey(keyOf(object)))

interface Told {
  readonly session: Session
  /** Turned on when the story begins. */
  watch: { readonly nth: number; readonly how: (typeof HOWS)[number] } | undefined
  readonly user: AbortController
  /** How many writes there were since. */
  writes: number
  readonly lost: Set<string>
}

/** A session in which each request, and the state before it, is seen. */
function watched(): Told {
  const isNext = ({ verb, user, dryRun, key }: SimulatedRequest): boolean =>
    told.watch !== undefined && user === 'hooksync' && WRITES.includes(verb) && !dryRun && key.kind !== 'Lease'
  const before = (request: SimulatedRequest): ClusterError | undefined => {
    if (told.watch === undefined) return undefined
    for (const name of untold(told.session.lab.snapshot())) told.lost.add(name)
    if (!isNext(request)) return undefined
    told.writes += 1
    const isIt = told.writes === told.watch.nth && told.watch.how === 'is refused'
    return isIt ? new ClusterError('may not', { reason: 'Invalid', status: 422 }) : undefined
  }
  const after = (request: SimulatedRequest): ClusterError | undefined => {
    if (told.watch === undefined || !isNext(request) || told.writes !== told.watch.nth) return undefined
    if (told.watch.how === 'is the last before a signal') told.user.abort('SIGINT')
    if (told.watch.how !== 'has its answer lost') return undefined
    return new ClusterError('closed the connection', { reason: 'Unreachable', failure: 'broken' })
  }
  const session = createSession({ faults: { beforeRequest: before, afterRequest: after } })
  const told: Told = { session, watch: undefined, writes: 0, lost: new Set(), user: new AbortController() }
  return told
}

const WRITES: readonly string[] = ['create', 'apply', 'patch', 'update', 'delete']

for (const [what, words, objects] of STORIES) {
  // What else can go wrong with a write changes little of what there is at a moment.
  for (const how of ['a first sync', 'a prune', 'a deletion'].includes(what) ? HOWS : HOWS.slice(0, 1)) {
    test(`${what}, whichever of its writes ${how}`, async () => {
      for (let nth = 0, writes = Infinity; nth <= writes; nth += 1) {
        const told = watched()
        const { session, user } = told
        if (words === undefined) told.watch = { nth, how }
        const first = await session.run('-f - --app shop', ALL, { signal: user.signal })
        if (words !== undefined) {
          assert.is(first.exitCode, 0, first.stdout + first.stderr)
          told.watch = { nth, how }
          await session.run(words, objects, { signal: user.signal })
        }
        if (nth === 0) writes = told.writes
        for (const name of untold(session.lab.snapshot())) told.lost.add(name)
        assert.equal([...told.lost], [], `write ${nth} of ${writes}`)
        told.watch = undefined
        const last = await session.run('delete --app shop --yes --delete-crds --delete-namespaces')
        assert.equal(marked(session), [], `write ${nth} of ${writes}: ${last.stdout}`)
      }
    })
  }
}

test.run()
