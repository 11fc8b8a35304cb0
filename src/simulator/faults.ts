// A place to make the simulated cluster fail. Types only.
import type { ClusterError } from '../errors.ts'
import type { Access } from '../cluster/port.ts'
import type { Json } from '../object/kube-object.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** A request before the server handles it. */
export interface SimulatedRequest {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'apply' | 'patch' | 'update' | 'delete' | 'logs'
  /** `name` is '' for a list or a watch. */
  readonly key: ResourceKey
  /** The name of the type in URLs. */
  readonly resource: string
  readonly dryRun: boolean
  /** Who asks: `hooksync`, or the name given to `user()`. */
  readonly user: string
  /** What is written. */
  readonly body?: Json
}

/** How the cluster misbehaves. */
export interface Faults {
  /** An error refuses the request before it has done anything. */
  beforeRequest?(request: SimulatedRequest): ClusterError | undefined
  /** How long the request takes, in virtual milliseconds. */
  delay?(request: SimulatedRequest): number | undefined
  /** What a user is told of a right; left out: that there is it. Requests are not refused by it. */
  mayI?(access: Access, user: string): 'yes' | 'no' | 'unknown'
  /** An error hides from the caller that the request was carried out. */
  afterRequest?(request: SimulatedRequest): ClusterError | undefined
}
