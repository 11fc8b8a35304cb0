// The flags that only unlock has, and what others mean there. Data only.
import { underHeading } from '../flag.ts'
import type { FlagText } from '../flag.ts'

/** The rows, in the order of the help. */
export const UNLOCK_FLAG_TABLE = underHeading('Application', [
  {
    name: 'reason',
    type: 'value',
    value: 'TEXT',
    description: 'why; it is kept in the Lease, and told by the run that loses the lock; required',
  },
])

/** What flags of a sync mean here. */
export const UNLOCK_FLAG_TEXTS = [
  { name: 'app', description: 'the app whose lock is given up; without, the lock is that of the hooks of -f or -k' },
  { name: 'timeout', default: '30m', description: 'give up after so long, with exit code 6' },
  { name: 'argo-compat', description: 'read the manifests as a sync with it does' },
  { name: 'verbose', description: 'say where a fault of ours comes from' },
] as const satisfies readonly FlagText[]
