// The flags of an application as typed options; every wrong value is a usage error. Reads no files.
import { UsageError } from '../../errors.ts'
import type { ParentRef } from '../../inventory/applyset.ts'
import { OWN_PARENT } from '../../inventory/inventory.ts'
import type { PruneLimit } from '../../plan/sync-plan.ts'
import type { FlagValues } from './parse-flags.ts'

/** What is said of an application. */
export interface AppFlags {
  /** Its name in marks and locks, another one for each parent: `x`; of `configmaps/x` and `secrets/x`, `configmaps.x` and `secrets.x`. */
  readonly name: string
  /** The ApplySet that is named; left out: the usual one. */
  readonly parent?: Pick<ParentRef, 'kind' | 'name'>
  readonly prune: boolean
  readonly limit: PruneLimit
  readonly confirmed: boolean
  readonly pruneHooks: boolean
}

const PARENTS: ReadonlyMap<string, ParentRef['kind']> = new Map([
  ['configmap', 'ConfigMap'],
  ['configmaps', 'ConfigMap'],
  ['secret', 'Secret'],
  ['secrets', 'Secret'],
])

/** Reads them; undefined: there is no application, and then nothing that needs one may be said. */
export function readAppFlags(values: FlagValues): AppFlags | undefined {
  const app = values.value('app')
  if (app === undefined) {
    for (const name of ['prune', 'prune-hooks', 'confirm-prune'] as const) {
      if (values.switch(name) === true) {
        throw new UsageError(`--${name} needs --app`, 'only what an application owns is pruned: --app=NAME')
      }
    }
    return undefined
  }
  return {
    ...readName(app),
    prune: values.switch('prune') ?? false,
    limit: readLimit(values.value('prune-limit') ?? '20%'),
    confirmed: values.switch('confirm-prune') ?? false,
    pruneHooks: readPruneHooks(values),
  }
}

function readPruneHooks(values: FlagValues): boolean {
  const isAsked = values.switch('prune-hooks') === true
  if (isAsked && values.switch('prune') !== true) {
    throw new UsageError('--prune-hooks needs --prune', 'hooks go with what else left the manifests')
  }
  return isAsked
}

/** As kubectl's --applyset takes it (kubernetes/kubectl:pkg/cmd/apply/applyset.go, ParseApplySetParentRef), but for a plain name. */
function readName(text: string): Pick<AppFlags, 'name' | 'parent'> {
  const slash = text.indexOf('/')
  const name = text.slice(slash + 1)
  const kind = slash < 0 ? undefined : PARENTS.get(text.slice(0, slash))
  const isName = name.length <= 50 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
  if (!isName || (slash >= 0 && kind === undefined)) {
    const hint =
      'write lower-case letters, digits and dashes, at most 50; or configmaps/NAME or secrets/NAME for an ApplySet'
    throw new UsageError(text === '' ? '--app cannot be empty' : `--app cannot be "${text}"`, hint)
  }
  if (kind === undefined) return { name }
  // Our own parent, named in full, is the same app: one lock and one mark.
  const own = kind === 'ConfigMap' && name.startsWith(OWN_PARENT) ? name.slice(OWN_PARENT.length) : ''
  return own === '' ? { name: `${kind.toLowerCase()}s.${name}`, parent: { kind, name } } : { name: own }
}

function readLimit(text: string): PruneLimit {
  const [, digits, percent] = /^(\d{1,9})(%?)$/.exec(text) ?? []
  const number = Number(digits)
  if (digits === undefined || (percent === '%' && number > 100)) {
    throw new UsageError(
      `--prune-limit cannot be "${text}"`,
      'write a number of objects, like 5, or a share of all, like 20%',
    )
  }
  return percent === '%' ? { share: number / 100, text } : { count: number, text }
}
