// Labels and annotations of Argo CD's, Helm's and our own families that nobody reads: mostly a slip that would go by without a word.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Json } from '../object/kube-object.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { ANNOTATIONS } from './annotations.ts'
import { annotationDiagnostic, keyPlace } from './annotation-diagnostic.ts'

/** What stands behind the slash: what is read as an annotation of any object, and what others put there. */
interface Family {
  readonly read: readonly string[]
  readonly others: readonly string[]
}

const FAMILIES: ReadonlyMap<string, Family> = new Map(
  Object.entries({
    'argocd.argoproj.io': {
      read: ['hook', 'hook-delete-policy', 'sync-wave', 'sync-options', 'compare-options'],
      // argo-cd:docs/user-guide/annotations-and-labels.md; managed-by is the Argo CD operator's.
      others: [
        'application-set-name',
        'application-set-refresh',
        'auto-label-cluster-info',
        'client-side-apply-migration-manager',
        'deletion-approved',
        'health-aggregate-overrides',
        'hydrate',
        'hydrate-timestamp',
        'ignore-default-links',
        'ignore-healthcheck',
        'ignore-resource-updates',
        'ignore-restart-policy',
        'installation-id',
        'instance',
        'kubernetes-version',
        'managed-by',
        'managed-by-cluster-argocd',
        'managed-by-url',
        'manifest-generate-paths',
        'refresh',
        'refresh-timestamp',
        'secret-type',
        'skip-reconcile',
        'tracking-id',
      ],
    },
    'helm.sh': {
      read: ['hook', 'hook-delete-policy', 'hook-weight', 'resource-policy'],
      others: ['chart', 'hook-output-log-policy'],
    },
    'hooksync.dev': { read: ['timeout', 'fail-fast'], others: ['app', 'tracking-id'] },
  }),
)

/** A warning for each of them. */
export function unknownKeys(manifest: Manifest): readonly Diagnostic[] {
  const { annotations, labels } = manifest.object.metadata
  return [
    ...keysOf(annotations).flatMap((key) => unknownKey(manifest, key)),
    ...keysOf(labels).flatMap((key) => misplacedLabel(manifest, key)),
  ]
}

function keysOf(value: Json | undefined): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : []
}

function unknownKey(manifest: Manifest, key: string): readonly Diagnostic[] {
  const { prefix, name } = partsOf(key)
  const family = FAMILIES.get(prefix)
  if (family !== undefined && isKnown(family, name)) return []
  const near = meantKey(key)
  if (family === undefined && near === undefined) return []
  const hint = near === undefined ? `read are ${read(prefix).join(', ')}` : `did you mean ${near}?`
  return [warning(manifest, key, { code: 'UNKNOWN_ANNOTATION', message: `unknown annotation ${key}`, hint })]
}

/** The annotation that one may mean which nobody reads; undefined: none is near, or it is no slip. */
export function meantKey(key: string): string | undefined {
  if (!key.includes('/')) return undefined
  const { prefix, name } = partsOf(key)
  const family = FAMILIES.get(prefix)
  if (family === undefined) return foreignFamily(prefix, name)
  return isKnown(family, name) ? undefined : nearKey(prefix, name)
}

function partsOf(key: string): { readonly prefix: string; readonly name: string } {
  const slash = key.indexOf('/')
  return { prefix: key.slice(0, Math.max(0, slash)), name: key.slice(slash + 1) }
}

function isKnown({ read: ours, others }: Family, name: string): boolean {
  return [...ours, ...others].includes(name)
}

/** A name that we read in a family that looks like one of ours: `argocd.argoproj.com/hook`. */
function foreignFamily(prefix: string, name: string): string | undefined {
  const near = suggest(prefix, [...FAMILIES.keys()]) ?? (/argo/i.test(prefix) ? 'argocd.argoproj.io' : undefined)
  return near !== undefined && (FAMILIES.get(near)?.read ?? []).includes(name) ? `${near}/${name}` : undefined
}

/** What is read as an annotation says nothing as a label; a misspelt label says nothing either way. */
function misplacedLabel(manifest: Manifest, key: string): readonly Diagnostic[] {
  if (!Object.values<string>(ANNOTATIONS).includes(key)) return []
  const message = `${key} is an annotation: as a label it has no effect`
  return [warning(manifest, undefined, { code: 'NO_EFFECT', message, hint: 'put it under metadata.annotations' })]
}

/** In its own family first; then the same name in another one; then a name of which it is the end: `wave` of `sync-wave`. */
function nearKey(prefix: string, name: string): string | undefined {
  const family = FAMILIES.get(prefix)
  const own = suggest(name, [...(family?.read ?? []), ...(family?.others ?? [])])
  if (own !== undefined) return `${prefix}/${own}`
  const keys = [...read(prefix), ...Object.values<string>(ANNOTATIONS)]
  return keys.find((key) => key.endsWith(`/${name}`)) ?? keys.find((key) => key.endsWith(`-${name}`))
}

function read(prefix: string): readonly string[] {
  return (FAMILIES.get(prefix)?.read ?? []).map((name) => `${prefix}/${name}`)
}

function warning(
  manifest: Manifest,
  name: string | undefined,
  said: { readonly code: string; readonly message: string; readonly hint: string },
): Diagnostic {
  const found = annotationDiagnostic(manifest, { severity: 'warning', ...said })
  const value = name === undefined ? undefined : manifest.annotationLocations[name]
  return name === undefined || value === undefined ? found : { ...found, location: keyPlace(name, value) }
}
