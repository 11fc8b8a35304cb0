// The ApplySet standard: how a parent object says what belongs to it (kubernetes/enhancements:keps/sig-cli/3659-kubectl-apply-prune,
// kubernetes/kubectl:pkg/cmd/apply/applyset.go). Asks nobody.
import { createHash } from 'node:crypto'
import { defined } from '../object/defined.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { compareText } from '../object/resource-key.ts'

/** Label of a parent: its own id. */
export const APPLYSET_ID = 'applyset.kubernetes.io/id'

const TOOLING = 'applyset.kubernetes.io/tooling'
const KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'

/** Ours: kinds of hooks, for the standard knows members alone. */
const HOOK_KINDS = 'hooksync.dev/hook-kinds'

/** Ours: by what stands in it a parent shows that nobody has edited it since we wrote it. */
const CHECKSUM = 'hooksync.dev/checksum'

/** The name by which other tools know who keeps a set. */
const OUR_TOOL = 'kubectl-hooksync'

/** A kind of which a set has, or had, members. */
export interface GroupKind {
  readonly group: string
  readonly kind: string
}

/** The object that a set is kept in. */
export interface ParentRef {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly namespace: string
  readonly name: string
}

/** Where members are to be looked for. A place more than needed costs a request, one less an object. */
export interface Reach {
  readonly kinds: readonly GroupKind[]
  /** Of hooks, which are no members. */
  readonly hookKinds: readonly GroupKind[]
  /** Without that of the parent. */
  readonly namespaces: readonly string[]
}

/** What a parent says. */
export interface ParentRecord extends Reach {
  /** The name of the tool that keeps the set, without its version. */
  readonly tool: string
  /** That somebody has edited what we wrote: it may tell of less than there is. Left out: nobody has, or others keep it. */
  readonly edited?: string
}

/** Reach of a set without members. */
export const NO_REACH: Reach = { kinds: [], hookKinds: [], namespaces: [] }

/** The id of a set: a hash of its parent's name, namespace, kind and group. */
export function applySetId({ name, namespace, kind }: ParentRef): string {
  const hash = createHash('sha256').update(`${name}.${namespace}.${kind}.`).digest('base64url')
  return `applyset-${hash}-v1`
}

/** The parent as it is to be applied; other tools' annotations on it stay. */
export function parentObject(ref: ParentRef, reach: Reach, version: string): KubeObject {
  const { kind, namespace, name } = ref
  // Empty ones are written, too: left out, one that somebody else has written as well would stay.
  const said = {
    [KINDS]: kindsText(reach.kinds),
    [HOOK_KINDS]: kindsText(reach.hookKinds),
    [NAMESPACES]: reach.namespaces.toSorted(compareText).join(','),
  }
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace,
      labels: { [APPLYSET_ID]: applySetId(ref) },
      annotations: { [TOOLING]: `${OUR_TOOL}/v${version}`, ...said, [CHECKSUM]: checksum(said) },
    },
  }
}

/** Of all that says where objects are; what is gone counts, too. Who keeps the set may change, and with it the version. */
function checksum(annotations: Readonly<Record<string, string>>): string {
  const said = [KINDS, HOOK_KINDS, NAMESPACES].map((name) => annotations[name] ?? null)
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
}

/** Reads a parent; a text says what is wrong with it: by guessing what it once said, objects would be lost or deleted. */
export function readParent(object: KubeObject, ref: ParentRef): ParentRecord | string {
  const { labels = {}, annotations = {} } = object.metadata
  const {
    [TOOLING]: tooling,
    [KINDS]: kinds,
    [HOOK_KINDS]: hookKinds = '',
    [NAMESPACES]: namespaces = '',
  } = annotations
  if (tooling === undefined) return `it is no ApplySet: it has no annotation ${TOOLING}`
  const id = labels[APPLYSET_ID]
  if (id !== applySetId(ref)) {
    return `its label ${APPLYSET_ID} is ${id === undefined ? 'gone' : 'that of another object'}: somebody edited or copied it`
  }
  if (kinds === undefined) return `its annotation ${KINDS} is gone, which says where its members are`
  for (const [name, text] of [
    [KINDS, kinds],
    [HOOK_KINDS, hookKinds],
  ] as const) {
    const wrong = words(text).find((word) => !/^[A-Za-z0-9]+(\.[a-z0-9.-]+)?$/.test(word))
    if (wrong !== undefined) return `"${wrong}" in its annotation ${name} is not a kind`
  }
  const wrong = words(namespaces).find((word) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(word))
  if (wrong !== undefined) return `"${wrong}" in its annotation ${NAMESPACES} is not a namespace`
  const tool = tooling.replace(/\/[^/]*$/, '')
  return {
    tool,
    kinds: words(kinds).map(groupKind),
    hookKinds: words(hookKinds).map(groupKind),
    namespaces: words(namespaces),
    // What another tool has written since it took the set back is not what our checksum is of.
    ...defined({ edited: tool === OUR_TOOL ? editOf(annotations) : undefined }),
  }
}

function editOf(annotations: Readonly<Record<string, string>>): string | undefined {
  const found = annotations[CHECKSUM]
  if (found === checksum(annotations)) return undefined
  if (found === undefined)
    return `its annotation ${CHECKSUM} is gone: somebody edited it, and it may tell of too little`
  return `its annotations are not what ${CHECKSUM} is of: somebody edited them, and they may tell of too little`
}

/** Whether an object bears a mark of a parent at all. */
export function isApplySet({ metadata: { labels = {}, annotations = {} } }: KubeObject): boolean {
  return labels[APPLYSET_ID] !== undefined || annotations[TOOLING] !== undefined || annotations[KINDS] !== undefined
}

/** Whether an object is a parent that this program keeps, and no copy of one. */
export function isOurParent({ kind, metadata }: KubeObject): boolean {
  const { namespace = '', name = '', labels, annotations } = metadata
  if ((kind !== 'ConfigMap' && kind !== 'Secret') || !annotations?.[TOOLING]?.startsWith(`${OUR_TOOL}/`)) return false
  return labels?.[APPLYSET_ID] === applySetId({ kind, namespace, name })
}

/** Whether a set is kept by this program. */
export function isOurs({ tool }: ParentRecord): boolean {
  return tool === OUR_TOOL
}

/** All that two reaches cover. */
export function union(a: Reach, b: Reach): Reach {
  const both = (one: readonly GroupKind[], other: readonly GroupKind[]): readonly GroupKind[] => [
    ...new Map([...one, ...other].map((kind) => [groupKindText(kind), kind])).values(),
  ]
  const namespaces = [...new Set([...a.namespaces, ...b.namespaces])]
  return { kinds: both(a.kinds, b.kinds), hookKinds: both(a.hookKinds, b.hookKinds), namespaces }
}

/** Whether the first covers all that the second does. */
export function covers(a: Reach, b: Reach): boolean {
  const all = (one: readonly GroupKind[], other: readonly GroupKind[]): boolean => {
    const kinds = new Set(one.map(groupKindText))
    return other.every((kind) => kinds.has(groupKindText(kind)))
  }
  const inNamespaces = b.namespaces.every((one) => a.namespaces.includes(one))
  return all(a.kinds, b.kinds) && all(a.hookKinds, b.hookKinds) && inNamespaces
}

function kindsText(kinds: readonly GroupKind[]): string {
  return kinds.map(groupKindText).toSorted(compareText).join(',')
}

/** How a parent names a kind: `Deployment.apps`, `ConfigMap`. */
export function groupKindText({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`
}

function groupKind(text: string): GroupKind {
  const dot = text.indexOf('.')
  return dot < 0 ? { group: '', kind: text } : { group: text.slice(dot + 1), kind: text.slice(0, dot) }
}

function words(text: string): readonly string[] {
  return text.split(',').filter((word) => word !== '')
}
