// The flags that say how health is judged. Data only.
import { SYNC_DEFAULTS, UNKNOWN_HEALTH } from '../../../sync/sync-options.ts'

/** Which rules judge what was applied; they stand among the flags of a sync. */
export const JUDGING_FLAG_TABLE = [
  {
    name: 'custom-health',
    key: 'customHealth',
    type: 'switch',
    option: 'customHealth',
    default: SYNC_DEFAULTS.customHealth,
    description: 'judge custom resources by rules for well-known operators; without, they count as done once applied',
  },
  {
    name: 'unknown-health',
    key: 'unknownHealth',
    type: 'value',
    value: 'HOW',
    choices: UNKNOWN_HEALTH,
    default: 'applied',
    description:
      'how a custom resource is judged whose kind has no rule: it counts as done once applied, or the common conditions (Ready, Available, Reconciling, Stalled) count',
  },
  {
    name: 'health-from',
    key: 'healthFrom',
    type: 'value',
    value: 'FROM',
    description:
      "your own health rules, in the form of Argo CD's argocd-cm: a file, or cluster, or cluster:NAMESPACE (argocd where none is named)",
  },
] as const
