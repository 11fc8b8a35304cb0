// A digest of Secrets that tells nobody their values: slow, salted, and one for all of them.
import { scryptSync } from 'node:crypto'
import type { KubeObject } from '../object/kube-object.ts'
import { canonicalText } from '../object/json.ts'
import type { SavedPlan } from './plan-shape.ts'

/** Some 80 ms and 32 MiB for each guess at a value; once for a plan. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }

/** The digest of these Secrets, in their order, and the salt that it was made with; both in base64. */
export function digestSecrets(secrets: readonly KubeObject[], salt: string): NonNullable<SavedPlan['secrets']> {
  const text = secrets.map(canonicalText).join('\n')
  return { salt, digest: scryptSync(text, Buffer.from(salt, 'base64'), 32, COST).toString('base64') }
}
