// The words on the command line → the one resource that they mean. Knows the manifests' resources, no cluster.
import { UsageError } from '../../errors.ts'
import { kindWord, meansKind } from '../../object/kind-word.ts'
import { firstOf } from '../../object/one-line.ts'
import { shortKey } from '../../object/resource-key.ts'
import { suggest } from '../../manifest/suggest.ts'
import type { Target } from '../plan-sync.ts'

/** What helps to tell one from another. */
export interface TargetHelp {
  /** By `group/Kind`: the name in URLs, `jobs`. */
  readonly plurals: ReadonlyMap<string, string>
  /** The namespace that was asked for, to choose between equal names. */
  readonly namespace: string | undefined
}

/** The target of `Job/migrate`, `jobs/migrate`, `Deployment.apps/web` or `Job/shop/migrate`; throws a UsageError that says what is right. */
export function findExplained(text: string | undefined, targets: readonly Target[], help: TargetHelp): Target {
  if (targets.length === 0)
    throw new UsageError('there is nothing to explain', 'no objects were found: look at -f and -l')
  if (text === undefined) throw new UsageError('say which resource to explain', `one of ${listed(targets)}`)
  const [kind = '', ...rest] = text.split('/')
  const name = rest.at(-1) ?? ''
  if (kind === '' || name === '' || rest.length > 2) {
    const form = 'write KIND/NAME or KIND/NAMESPACE/NAME'
    throw new UsageError(`"${text}" names no resource`, `${form}, e.g. ${listed(targets.slice(0, 1))}`)
  }
  const namespace = rest.length === 2 ? rest[0] : undefined
  const named = targets.filter(
    (target) => isOfKind(target, kind, help) && nameOf(target) === name && isIn(target, namespace),
  )
  const chosen = named.length > 1 ? named.filter((target) => isIn(target, help.namespace)) : named
  const [first, second] = chosen.length === 0 ? named : chosen
  if (first === undefined) throw unknownTarget(text, targets)
  if (second !== undefined) throw ambiguous(text, named)
  return first
}

function isIn({ key }: Target, namespace: string | undefined): boolean {
  return namespace === undefined || key.namespace === namespace
}

/** Kind, plural or short name in any case; with a group behind a dot it has to be that group. */
function isOfKind({ key }: Target, written: string, help: TargetHelp): boolean {
  const { word, group } = kindWord(written)
  if (group !== undefined && group !== key.group.toLowerCase()) return false
  return meansKind(word, key.kind, help.plurals.get(`${key.group}/${key.kind}`))
}

function unknownTarget(text: string, targets: readonly Target[]): UsageError {
  const sameName = targets.filter((target) => nameOf(target) === text.split('/').at(-1))
  const [first] = sameName
  const near = nearest(text, sameName) ?? (first === undefined ? nearest(text, targets) : pathOf(first))
  const hint = near === undefined ? `the manifests hold ${listed(targets)}` : `did you mean ${near}?`
  return new UsageError(`no manifest is ${text}`, hint)
}

function nearest(text: string, targets: readonly Target[]): string | undefined {
  return suggest(
    text,
    targets.flatMap((target) => [pathOf(target), longPathOf(target)]),
  )
}

function ambiguous(text: string, found: readonly Target[]): UsageError {
  const places = found.map(({ key, location }) => {
    const place = location === undefined ? '' : ` (${location.source}:${location.line})`
    return `${shortKey(key)}${place}`
  })
  // `Service.` is of the group ''; alone it would mean those of all groups.
  const dot = new Set(found.map(({ key }) => key.group)).size > 1 ? '.' : ''
  const ways = [...new Set(found.map((target) => longPathOf(target, dot)))]
  return new UsageError(`${found.length} resources are ${text}: ${places.join(', ')}`, `write ${ways.join(' or ')}`)
}

function listed(targets: readonly Target[]): string {
  const hooksFirst = [...targets.filter(({ directives }) => directives.isHook), ...targets]
  return firstOf([...new Set(hooksFirst.map(pathOf))], 8)
}

function pathOf(target: Target): string {
  return `${target.key.kind}/${nameOf(target)}`
}

/** With all that tells it from others; `dot` is what stands behind a kind of the group ''. */
function longPathOf(target: Target, dot: '.' | '' = ''): string {
  const { group, kind, namespace } = target.key
  const type = group === '' ? `${kind}${dot}` : `${kind}.${group}`
  return `${type}/${namespace === '' ? '' : `${namespace}/`}${nameOf(target)}`
}

function nameOf({ key, object }: Target): string {
  return key.name === '' ? (object.metadata.generateName ?? '') : key.name
}
