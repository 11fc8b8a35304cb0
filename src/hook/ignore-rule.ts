// Rules of ignoreDifferences: which objects, and which of their fields (argo-cd:pkg/apis/application/v1alpha1/types.go, ResourceIgnoreDifferences).
import { UsageError } from '../errors.ts'
import { globMatcher } from '../manifest/glob.ts'
import { findJqPlaces } from '../object/jq/jq-path.ts'
import type { JqPath } from '../object/jq/jq-path.ts'
import { JQ_SUBSET, parseJqPath } from '../object/jq/parse-jq-path.ts'
import { findPointer, parsePointer } from '../object/json-place.ts'
import type { JsonPlace } from '../object/json-place.ts'
import { about } from '../object/json-shape.ts'
import type { Shaped } from '../object/json-shape.ts'
import type { Json } from '../object/kube-object.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** A rule as an Application has it. */
export const IGNORE_RULE_SHAPE = {
  fields: {
    group: about('The API group without a version, empty or left out for the core group; * is any text.', {
      optional: 'text',
    }),
    kind: about('The kind; * is any text.', 'name'),
    namespace: about('Left out: all.', { optional: 'text' }),
    name: about('Left out: all.', { optional: 'text' }),
    jsonPointers: about('As /spec/replicas; ~1 is a / in a name.', { optional: { listOf: 'name' } }),
    jqPathExpressions: about('As .spec.template.spec.containers[] | select(.name == "proxy"); paths only.', {
      optional: { listOf: 'name' },
    }),
    managedFieldsManagers: about('Fields that these managers own, as managedFields names them.', {
      optional: { listOf: 'name' },
    }),
  },
} as const

/** What an Application says of it. */
export type IgnoreRuleText = Shaped<typeof IGNORE_RULE_SHAPE>

/** One field, or the fields of one manager, of the objects that it is for. */
export interface IgnoreRule {
  /** `apps/Deployment:/spec/replicas`, as it is written on a command line. */
  readonly text: string
  readonly matches: (key: ResourceKey) => boolean
  /** Whether it would, if it named the group. */
  readonly matchesButGroup: (key: ResourceKey) => boolean
  /** The places in an object; none for a rule of a manager. */
  readonly find: (object: Json) => readonly JsonPlace[]
  /** Left out: it names places. */
  readonly manager?: string
}

/** What is wrong with a rule, and what to write. */
export interface RuleFault {
  readonly fault: string
  readonly hint: string
}

const FORM =
  'write GROUP/KIND[/NAME]:PATH, as apps/Deployment:/spec/replicas, apps/Deployment/web:.spec.replicas or */*:manager=NAME'

/** `apps/Deployment/web:/spec/replicas`: `[GROUP/]KIND[[/NAMESPACE]/NAME]` and what of it: a pointer, a path of jq, or `manager=NAME`. */
export function parseIgnoreRule(text: string): IgnoreRule | RuleFault {
  const [, which, what] = /^(.*?):(?=[/.(]|manager=|select\()(.*)$/s.exec(text) ?? /^([^:]*):(.+)$/s.exec(text) ?? []
  const scope = which === undefined ? undefined : parseScope(which)
  if (scope === undefined || what === undefined) return { fault: 'it is no rule', hint: FORM }
  return makeRule(scope, what)
}

/** The rule that a text is; throws a UsageError that says what is right. `called` is what the text is the value of. */
export function readIgnoreRule(text: string, called: string): IgnoreRule {
  const rule = parseIgnoreRule(text)
  if (!('fault' in rule)) return rule
  throw new UsageError(`${called} cannot be "${text}": ${rule.fault}`, rule.hint)
}

/** The rules of one entry, as they are written on a command line. */
export function ignoreRulesOf(entry: IgnoreRuleText): readonly string[] | RuleFault {
  const { jsonPointers = [], jqPathExpressions = [], managedFieldsManagers = [] } = entry
  const unrooted = jsonPointers.find((text) => !text.startsWith('/'))
  if (unrooted !== undefined)
    return { fault: `${unrooted} is no JSON pointer`, hint: 'a pointer begins with a /, as /spec/replicas' }
  const rooted = jqPathExpressions.find((text) => text.startsWith('/'))
  if (rooted !== undefined)
    return { fault: `${rooted} is no path of jq`, hint: 'it begins with a dot; a JSON pointer stands in jsonPointers' }
  const what = [...jsonPointers, ...jqPathExpressions, ...managedFieldsManagers.map((name) => `manager=${name}`)]
  if (what.length === 0)
    return {
      fault: 'it says of no field that it is ignored',
      hint: 'add jsonPointers, jqPathExpressions or managedFieldsManagers',
    }
  const scope = scopeText({ group: '', ...entry })
  return what.map((one) => `${scope}:${one}`)
}

interface Scope {
  readonly group: string
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name?: string | undefined
}

/** A kind begins with an upper-case letter, a group does not. */
function parseScope(text: string): Scope | undefined {
  const parts = text.trim().split('/')
  const all = /^[A-Z]/.test(parts[0] ?? '') || parts.length === 1 ? ['', ...parts] : parts
  const [group = '', kind = '', ...rest] = all
  if (kind === '' || rest.length > 2) return undefined
  const [name, namespace] = rest.toReversed()
  return { group, kind, namespace, name }
}

function scopeText({ group, kind, namespace = '', name = '' }: Scope): string {
  const type = group === '' && /^[A-Z]/.test(kind) ? kind : `${group}/${kind}`
  if (namespace !== '') return `${type}/${namespace}/${name}`
  return name === '' ? type : `${type}/${name}`
}

function makeRule(scope: Scope, what: string): IgnoreRule | RuleFault {
  const isGroup = globMatcher(scope.group)
  const isKind = globMatcher(scope.kind)
  if (isGroup === undefined || isKind === undefined) return { fault: 'its group or kind is no glob', hint: FORM }
  const { namespace = '', name = '' } = scope
  const matchesButGroup = (key: ResourceKey): boolean =>
    isKind(key.kind) && (namespace === '' || namespace === key.namespace) && (name === '' || name === key.name)
  const base = {
    text: `${scopeText(scope)}:${what}`,
    matches: (key: ResourceKey): boolean => isGroup(key.group) && matchesButGroup(key),
    matchesButGroup,
  }
  if (what.startsWith('manager=')) {
    const manager = what.slice('manager='.length)
    if (manager === '')
      return { fault: 'it names no manager', hint: 'kubectl get -o yaml --show-managed-fields tells their names' }
    return { ...base, find: () => [], manager }
  }
  const find = what.startsWith('/') ? pointerFinder(what) : jqFinder(what)
  return 'fault' in find ? find : { ...base, find: find.places }
}

type Finder = { readonly places: IgnoreRule['find'] } | RuleFault

function pointerFinder(text: string): Finder {
  const names = parsePointer(text)
  if (names === undefined)
    return { fault: `${text} is no JSON pointer`, hint: 'write ~1 for a / in a name, and ~0 for a ~' }
  return {
    places: (object) => {
      const place = findPointer(object, names)
      return place === undefined ? [] : [place]
    },
  }
}

function jqFinder(text: string): Finder {
  const path: JqPath | { readonly fault: string } = parseJqPath(text)
  if ('fault' in path) return { fault: `the jq path ${text} cannot be read: ${path.fault}`, hint: JQ_SUBSET }
  if (path.length === 0) return { fault: `the jq path ${text} names the whole object`, hint: 'name the fields in it' }
  return { places: (object) => findJqPlaces(object, path).filter((place) => place.length > 0) }
}
