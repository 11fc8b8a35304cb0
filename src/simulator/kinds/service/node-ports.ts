// Ports of the nodes: each belongs to one Service, and only some may be asked for. A dry run does not look at the range.
import { keyOf } from '../../../object/resource-key.ts'
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import type { ServedType } from '../../schemas/resource-types.ts'
import { invalid } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { invalidError } from '../../server/status-errors.ts'
import type { Store } from '../../server/store.ts'

/** The range of a server that is not told another one. */
const [LEAST, MOST] = [30_000, 32_767]

interface Asked {
  /** What it has already it keeps. */
  readonly before?: KubeObject
  readonly dryRun: boolean
}

/** Refuses a Service that asks for ports of nodes which it cannot have. */
export function refuseNodePorts(store: Store, type: ServedType, object: KubeObject, asked: Asked): void {
  if (type.group !== '' || type.kind !== 'Service') return
  const causes = portCauses(store, object, asked)
  if (causes.length > 0) throw invalidError(type, object.metadata.name ?? '', causes)
}

function portCauses(store: Store, service: KubeObject, { before, dryRun }: Asked): Causes {
  const own = portsOf(before)
  const asked = portsOf(service).flatMap((port, at) => (port === undefined || own.includes(port) ? [] : [{ port, at }]))
  if (asked.length === 0) return []
  const { namespace, name } = keyOf(service)
  const others = store
    .list('', 'Service')
    .filter(({ metadata }) => metadata.namespace !== namespace || metadata.name !== name)
  const taken = new Set(others.flatMap(portsOf))
  return asked.flatMap(({ port, at }) => {
    const path = `spec.ports[${at}].nodePort`
    if (taken.has(port)) return [invalid(path, port, 'provided port is already allocated')]
    const isOutside = port < LEAST || port > MOST
    const why = `provided port is not in the valid range. The range of valid ports is ${LEAST}-${MOST}`
    return isOutside && !dryRun ? [invalid(path, port, why)] : []
  })
}

function portsOf(service: KubeObject | undefined): readonly (number | undefined)[] {
  const type = stringField(service, 'spec', 'type')
  const hasSome = type === 'NodePort' || type === 'LoadBalancer'
  return hasSome ? listField(service, 'spec', 'ports').map(nodePortOf) : []
}

function nodePortOf(port: Json): number | undefined {
  return numberField(port, 'nodePort')
}
