// What the server refuses in requests and limits.
import type { JsonObject } from '../../object/kube-object.ts'
import { compareText } from '../../object/resource-key.ts'
import { objectField } from '../server/object-edits.ts'
import { formed, invalid, required } from './causes.ts'
import type { Causes } from './causes.ts'
import { qualifiedName } from './formats.ts'
import { formatQuantity, parseQuantity } from '../../object/quantity.ts'
import type { Quantity } from '../../object/quantity.ts'

const OF_CONTAINERS = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/

/** Names that are resources elsewhere. */
const OF_OTHERS =
  /^(?:(?:requests|limits)\.(?:cpu|memory|ephemeral-storage)|requests\.storage|storage|pods|resourcequotas|services(?:\.nodeports|\.loadbalancers)?|replicationcontrollers|secrets|configmaps|persistentvolumeclaims)$/

/** Why a container cannot be given what it asks for. */
export function validateResources(path: string, resources: JsonObject): Causes {
  const limits = quantitiesOf(objectField(resources, 'limits'))
  const requests = quantitiesOf(objectField(resources, 'requests'))
  return [
    ...[...limits].flatMap(([name, limit]) => amountCauses(`${path}.limits[${name}]`, name, limit)),
    ...[...requests].flatMap(([name, request]) => [
      ...amountCauses(`${path}.requests[${name}]`, name, request),
      ...againstLimit(path, name, request, limits.get(name)),
    ]),
  ]
}

/** The amounts of a map by their names, in the order of the names. What is not a quantity has been refused before. */
function quantitiesOf(map: JsonObject): ReadonlyMap<string, Quantity> {
  const entries = Object.entries(map).toSorted(([a], [b]) => compareText(a, b))
  return new Map(
    entries.flatMap(([name, value]) => {
      const quantity = parseQuantity(value)
      return quantity === undefined ? [] : [[name, quantity] as const]
    }),
  )
}

function amountCauses(path: string, name: string, amount: Quantity): Causes {
  const isBroken = !isNative(name) && amount.nano % 1_000_000_000n !== 0n
  return [
    ...nameCauses(path, name),
    ...(amount.nano < 0n ? [invalid(path, formatQuantity(amount), 'must be greater than or equal to 0')] : []),
    ...(isBroken ? [invalid(path, formatQuantity(amount), 'must be an integer')] : []),
  ]
}

function nameCauses(path: string, name: string): Causes {
  const wrong = formed(path, name, qualifiedName)
  if (wrong.length > 0 || name.includes('/') || OF_CONTAINERS.test(name)) return wrong
  return [
    ...(OF_OTHERS.test(name) ? [] : [invalid(path, name, 'must be a standard resource type or fully qualified')]),
    invalid(path, name, 'must be a standard resource for containers'),
  ]
}

/** What others make cannot be shared: it is asked for as it is limited. */
function againstLimit(path: string, name: string, request: Quantity, limit: Quantity | undefined): Causes {
  const canShare = isNative(name) && !name.startsWith('hugepages-')
  if (limit === undefined) {
    return canShare ? [] : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  }
  const shown = `${name} limit of ${formatQuantity(limit)}`
  if (!canShare && request.nano !== limit.nano) {
    return [invalid(`${path}.requests`, formatQuantity(request), `must be equal to ${shown}`)]
  }
  return request.nano > limit.nano
    ? [invalid(`${path}.requests`, formatQuantity(request), `must be less than or equal to ${shown}`)]
    : []
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/')
}
