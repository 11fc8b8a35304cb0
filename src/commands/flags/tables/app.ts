// The flags of an application: what belongs to it, and what becomes of what left the manifests. Data only.
import { LOCK_MODES } from '../../../inventory/lock.ts'
import { underHeading } from '../flag.ts'

/** The rows, in the order of the help. */
export const APP_FLAG_TABLE = underHeading('Application', [
  {
    name: 'config',
    type: 'value',
    value: 'FILE',
    default: 'hooksync.yaml beside the manifests',
    description: 'read settings from this file; none: from no file',
  },
  {
    name: 'profile',
    type: 'value',
    value: 'NAME',
    description: 'the profile of the settings that counts before the rest of them',
  },
  {
    name: 'app',
    key: 'app',
    type: 'value',
    value: 'NAME',
    description:
      'keep an inventory of what is applied, under this name, in ConfigMap hooksync-NAME of the namespace; configmaps/NAME or secrets/NAME names an ApplySet as kubectl does',
  },
  {
    name: 'prune',
    key: 'prune',
    type: 'switch',
    description: 'delete what is in the inventory of --app and left the manifests; without, it is told',
  },
  {
    name: 'prune-limit',
    key: 'pruneLimit',
    type: 'value',
    value: 'LIMIT',
    default: '20%',
    description:
      'refuse to prune more than this number or share of the inventory; of a share above 0 % one object is always allowed',
  },
  {
    name: 'prune-hooks',
    type: 'switch',
    description:
      'with --prune, delete hooks of the application, too, that left the manifests, after all else has succeeded',
  },
  {
    name: 'confirm-prune',
    type: 'switch',
    description: 'prune objects with Prune=confirm, too; at a terminal you are asked about them',
  },
  {
    name: 'take-ownership',
    type: 'switch',
    description:
      'take objects that another ApplySet, a Helm release or an Argo CD application owns, and hooks of other applications; without --app they are only written; go on with an inventory that somebody edited or another tool keeps, and begin a new one where it is lost; each is told',
  },
  {
    name: 'lock',
    key: 'lock',
    type: 'value',
    value: 'MODE',
    choices: LOCK_MODES,
    default: 'auto',
    description:
      'keep others from running the same app, or the same hooks, at the same time, by a Lease; auto goes on, and says so, without the right to Leases',
  },
  {
    name: 'wait-lock',
    key: 'waitLock',
    type: 'value',
    value: 'DURATION',
    default: '0s',
    description: 'wait so long for another run to end, instead of ending at once with exit code 5',
  },
])
