// What a refusal of the simulated cluster is told as: without the values of a Secret, as the client of a real one tells it. Pure.
import type { ClusterError } from '../errors.ts'
import { withoutSecretValues } from '../guard/quiet-errors.ts'
import type { SimulatedRequest } from '../simulator/faults.ts'

/** The refusal without the values of a Secret that the request would have written. */
export function quietRefusal(refusal: ClusterError, { key, body = null }: SimulatedRequest): ClusterError {
  return withoutSecretValues(refusal, { kind: key.kind, content: body, names: [key.name, key.namespace] })
}
