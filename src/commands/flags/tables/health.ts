// What flags of a sync mean for `health`. Data only.
import type { FlagText } from '../flag.ts'

/** The texts that differ from those of a sync. */
export const HEALTH_FLAG_TEXTS = [
  {
    name: 'filename',
    description: 'objects with their status: a file, a directory or - for standard input; repeatable',
  },
  { name: 'timeout', default: '30m', description: 'give up after so long, with exit code 6' },
  { name: 'argo-compat', description: 'judge as Argo CD does, also where we differ from it on purpose' },
  { name: 'unknown-health', default: 'applied', description: 'how a custom resource is judged whose kind has no rule' },
  { name: 'verbose', description: 'where a fault of ours comes from' },
  { name: 'output', description: 'text, or one JSON object' },
] as const satisfies readonly FlagText[]
