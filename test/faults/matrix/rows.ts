// The two sides of the matrix: what goes wrong, and when in a run it does. Data only.
import type { Match } from '../../support/relay/asked.ts'
import type { Fault } from '../../support/relay/fault.ts'
import { INVENTORY, LEAVING } from './workload.ts'

/** A first sync; one of the next version; the same of an app that prunes what left it; the deletion of an app. */
export const RUN_KINDS = ['fresh', 're-run', 'prune', 'delete'] as const

/** What is disturbed. */
export type RunKind = (typeof RUN_KINDS)[number]

/** When it goes wrong: the requests of one moment of a run. */
export interface Moment {
  readonly name: string
  readonly of: 'read' | 'list' | 'watch' | 'write' | 'delete'
  readonly to: Match
  /** The runs that have this moment; left out: syncs of hooks, the first and the next. */
  readonly in?: readonly RunKind[]
}

const SYNCS: readonly RunKind[] = ['fresh', 're-run']

/** The moments of a run, in their order. */
export const MOMENTS: readonly Moment[] = [
  { name: 'discovery', of: 'read', to: { verb: 'discovery' } },
  { name: 'list', of: 'list', to: { verb: 'list', resource: 'jobs' } },
  { name: 'gate', of: 'write', to: { verb: 'write', resource: 'deployments', dryRun: true } },
  {
    name: 'delete before creation',
    of: 'delete',
    to: { verb: 'delete', resource: 'jobs', name: 'migrate' },
    in: ['re-run'],
  },
  { name: 'hook create', of: 'write', to: { verb: 'write', resource: 'jobs', name: 'migrate' } },
  { name: 'hook create (ttl 0)', of: 'write', to: { verb: 'write', resource: 'jobs', name: 'fleeting' } },
  { name: 'hook wait', of: 'watch', to: { verb: 'watch', resource: 'jobs' } },
  { name: 'write', of: 'write', to: { verb: 'write', resource: 'configmaps', name: 'settings' } },
  { name: 'wait', of: 'watch', to: { verb: 'watch', resource: 'deployments' } },
  { name: 'PostSync', of: 'write', to: { verb: 'write', resource: 'jobs', name: 'notify' } },
  { name: 'policy delete', of: 'delete', to: { verb: 'delete', resource: 'jobs', name: 'notify' } },
  { name: 'lock', of: 'write', to: { verb: 'write', resource: 'leases' }, in: ['fresh', 'delete'] },
  { name: 'unlock', of: 'delete', to: { verb: 'delete', resource: 'leases' }, in: ['fresh', 'delete'] },
  { name: 'members', of: 'list', to: { verb: 'list', resource: 'deployments' }, in: ['prune', 'delete'] },
  { name: 'inventory', of: 'write', to: { verb: 'write', resource: 'configmaps', name: INVENTORY }, in: ['prune'] },
  { name: 'prune', of: 'delete', to: { verb: 'delete', resource: 'serviceaccounts', name: LEAVING }, in: ['prune'] },
  { name: 'PreDelete', of: 'write', to: { verb: 'write', resource: 'jobs', name: 'before' }, in: ['delete'] },
  { name: 'PreDelete wait', of: 'watch', to: { verb: 'watch', resource: 'jobs' }, in: ['delete'] },
  { name: 'deletion', of: 'delete', to: { verb: 'delete', resource: 'deployments', name: 'web' }, in: ['delete'] },
  { name: 'deletion wait', of: 'watch', to: { verb: 'watch', resource: 'deployments' }, in: ['delete'] },
  { name: 'PostDelete', of: 'write', to: { verb: 'write', resource: 'jobs', name: 'after' }, in: ['delete'] },
  { name: 'record', of: 'delete', to: { verb: 'delete', resource: 'configmaps', name: INVENTORY }, in: ['delete'] },
]

/** What goes wrong, and how a run may end then. */
export interface Trouble {
  readonly name: string
  readonly fault: Fault
  /** To how many requests of the moment; default 1. */
  readonly times?: number
  /** Only at moments of these kinds. */
  readonly only?: readonly Moment['of'][]
  /** How a run may end beside success; default: in no other way. */
  readonly exits?: readonly number[]
  /** The same at the very first request. */
  readonly startExits?: readonly number[]
  /** What must then be told. */
  readonly says?: RegExp
  /** Seconds of `--timeout`; default 15; more where the machine is busy. */
  readonly timeout?: number
}

const ALWAYS = Infinity
const CHANGES = ['write', 'delete'] as const

const CLOSED = /closed the connection|refused the connection|out of reach/
const UNREADABLE = /JSON|HTML|html|502/

/** All troubles. */
export const TROUBLES: readonly Trouble[] = [
  { name: 'lost request', fault: { do: 'lose-request' } },
  { name: 'lost answer', fault: { do: 'lose-answer' } },
  { name: 'all requests lost', fault: { do: 'lose-request' }, times: ALWAYS, exits: [1, 4, 6], says: CLOSED },
  { name: 'all answers lost', fault: { do: 'lose-answer' }, times: ALWAYS, exits: [1, 4, 6], says: CLOSED },
  { name: 'delay', fault: { do: 'delay', milliseconds: 1500 } },
  { name: 'no answer', fault: { do: 'hang' }, exits: [4, 6], says: /not answer|no usable answer|no answer came/ },
  {
    name: 'no answer, done',
    fault: { do: 'hang', carriedOut: true },
    only: CHANGES,
    exits: [4, 6],
  },
  { name: 'cut', fault: { do: 'cut' } },
  { name: '429', fault: { do: 'answer', status: 429 } },
  { name: '429, come again', fault: { do: 'answer', status: 429, retryAfter: 1 } },
  { name: '500', fault: { do: 'answer', status: 500 } },
  { name: '500, done', fault: { do: 'answer', status: 500, carriedOut: true }, only: CHANGES },
  { name: '500 always', fault: { do: 'answer', status: 500 }, times: ALWAYS, exits: [1, 4, 6], says: /an error on/ },
  { name: '503', fault: { do: 'answer', status: 503 } },
  { name: '503, done', fault: { do: 'answer', status: 503, carriedOut: true }, only: CHANGES },
  {
    name: '503, done, come again',
    fault: { do: 'answer', status: 503, retryAfter: 1, carriedOut: true },
    only: CHANGES,
  },
  { name: '504', fault: { do: 'answer', status: 504 } },
  { name: '504, done', fault: { do: 'answer', status: 504, carriedOut: true }, only: CHANGES },
  { name: '401', fault: { do: 'answer', status: 401 } },
  {
    name: '401 always',
    fault: { do: 'answer', status: 401 },
    times: ALWAYS,
    exits: [4],
    says: /Unauthorized|credential/,
  },
  // Of a policy or a quota it is the input's fault, of rights the cluster's: the relay's words name neither.
  { name: '403 always', fault: { do: 'answer', status: 403 }, times: ALWAYS, exits: [1, 3, 4], says: /forbidden/ },
  { name: 'a page of a proxy', fault: { do: 'answer', status: 200, body: 'html' }, exits: [1, 4], says: UNREADABLE },
  { name: 'a proxy 502', fault: { do: 'answer', status: 502, body: 'html' }, exits: [1, 4], says: UNREADABLE },
  {
    name: 'garbage, done',
    fault: { do: 'answer', status: 200, body: 'broken', carriedOut: true },
    only: CHANGES,
    exits: [1, 4],
    says: UNREADABLE,
  },
  { name: 'GOAWAY', fault: { do: 'go-away', processed: true } },
  { name: 'GOAWAY, refused', fault: { do: 'go-away', processed: false } },
  // A server that has never answered may be at a wrong address: that is told at once.
  { name: 'gone for 3 s', fault: { do: 'die', milliseconds: 3000 }, startExits: [4], says: CLOSED },
  { name: 'gone for good', fault: { do: 'die' }, exits: [4], says: CLOSED },
  { name: 'silent', fault: { do: 'silent' }, only: ['watch'], timeout: 60 },
  { name: 'events lost', fault: { do: 'forget-events', after: 1 }, only: ['watch'], timeout: 60 },
  { name: 'silent to the end', fault: { do: 'silent' }, only: ['watch'], exits: [6], timeout: 5 },
  { name: 'ends by 410', fault: { do: 'end-watch', code: 410, after: 1 }, only: ['watch'] },
  { name: 'ends by an error', fault: { do: 'end-watch', code: 500, after: 1 }, only: ['watch'] },
  { name: 'answered 410', fault: { do: 'answer', status: 410 }, only: ['watch'] },
  { name: 'stale', fault: { do: 'stale-list' }, only: ['list'] },
]

/** One square of the matrix. */
export interface Cell {
  readonly name: string
  readonly trouble: Trouble
  readonly moment: Moment
  readonly run: RunKind
}

/** All squares that there can be; with patterns only those whose name matches all of them. */
export function cells(patterns: readonly RegExp[] = []): readonly Cell[] {
  return RUN_KINDS.flatMap((run) =>
    MOMENTS.filter((moment) => (moment.in ?? SYNCS).includes(run)).flatMap((moment) =>
      TROUBLES.flatMap((trouble): readonly Cell[] => {
        const name = `${trouble.name} @ ${moment.name} @ ${run}`
        const fits = trouble.only?.includes(moment.of) ?? true
        if (!fits || !patterns.every((pattern) => pattern.test(name))) return []
        // There is nothing to be stale about.
        if (run === 'fresh' && trouble.fault.do === 'stale-list') return []
        return [{ name, trouble, moment, run }]
      }),
    ),
  )
}
