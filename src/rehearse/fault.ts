// What can be made to go wrong in a rehearsal, as data. Makes nothing go wrong itself.
import type { Phase } from '../hook/hook.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'

/** The object that a fault strikes; without a group or a namespace it is meant in any of them. */
export interface FaultTarget {
  readonly kind: string
  /** '' is the group of Kubernetes' first kinds, such as Service. */
  readonly group?: string
  /** Of an object without a name its `generateName`. */
  readonly name: string
  readonly namespace?: string
}

/** A moment of a run: the first wave that has both. */
export interface RunPoint {
  readonly phase?: Phase
  readonly wave?: number
}

/** One thing that goes wrong. */
export type Fault =
  /** What it runs ends with an error: every time, or only the pod number `attempt`, from 1. */
  | { readonly do: 'fail'; readonly target: FaultTarget; readonly attempt?: number }
  /** It never gets ready, or never ends. */
  | { readonly do: 'never-ready'; readonly target: FaultTarget }
  /** So long until it is ready, or until what ends by itself has ended. */
  | { readonly do: 'slow'; readonly target: FaultTarget; readonly milliseconds: number }
  /** Somebody deletes it while it runs, or as soon as it is complete, as a TTL of 0 does. */
  | { readonly do: 'vanish'; readonly target: FaultTarget; readonly when: 'running' | 'complete' }
  /** The server refuses to write it, or to delete it where it is pruned, although it took the dry run. */
  | { readonly do: 'reject'; readonly target: FaultTarget; readonly message: string }
  /** Somebody else writes it at the same moment, and owns a field of it. */
  | { readonly do: 'conflict'; readonly target: FaultTarget }
  /** From the first write of that wave on, or of the run, the server is out of reach for so long. */
  | { readonly do: 'disconnect'; readonly milliseconds: number; readonly at?: RunPoint }
  /** Ctrl-C, right after the first write of that wave. */
  | { readonly do: 'interrupt'; readonly at: RunPoint }

/** The names of the faults: `--fail`, `--never-ready`, … */
export type FaultName = Fault['do']

/** Whether an object is meant by a target. */
export function isTarget(target: FaultTarget, object: KubeObject): boolean {
  const { name, generateName, namespace } = object.metadata
  if (object.kind !== target.kind) return false
  if (target.group !== undefined && target.group !== groupVersionKind(object).group) return false
  if (target.namespace !== undefined && namespace !== undefined && target.namespace !== namespace) return false
  return name === target.name || generateName === target.name
}

/** `Job/migrate`, `Job/shop/migrate`, `Cluster.postgresql.cnpg.io/main`, or `Service./api` of the group ''. */
export function formatTarget({ kind, group, namespace, name }: FaultTarget): string {
  const type = group === undefined ? kind : `${kind}.${group}`
  return [type, ...(namespace === undefined ? [] : [namespace]), name].join('/')
}

/** A fault as it is written on the command line: `--fail Job/migrate@2`. */
export function formatFault(fault: Fault): string {
  switch (fault.do) {
    case 'fail':
      return `--fail ${formatTarget(fault.target)}${fault.attempt === undefined ? '' : `@${fault.attempt}`}`
    case 'never-ready':
    case 'conflict':
      return `--${fault.do} ${formatTarget(fault.target)}`
    case 'slow':
      return `--slow ${formatTarget(fault.target)}=${formatSpan(fault.milliseconds)}`
    case 'vanish':
      return `--vanish ${formatTarget(fault.target)}${fault.when === 'complete' ? '=complete' : ''}`
    case 'reject':
      return `--reject ${formatTarget(fault.target)}=${JSON.stringify(fault.message)}`
    case 'disconnect':
      return `--disconnect ${formatSpan(fault.milliseconds)}${fault.at === undefined ? '' : `@"${formatPoint(fault.at)}"`}`
    case 'interrupt':
      return `--interrupt "${formatPoint(fault.at)}"`
    default:
      return fault satisfies never
  }
}

/** `PreSync wave 2`, `PreSync`, `wave 2` */
export function formatPoint({ phase, wave }: RunPoint): string {
  return [...(phase === undefined ? [] : [phase]), ...(wave === undefined ? [] : [`wave ${wave}`])].join(' ')
}

function formatSpan(milliseconds: number): string {
  if (milliseconds % 60_000 === 0 && milliseconds > 0) return `${milliseconds / 60_000}m`
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`
}
