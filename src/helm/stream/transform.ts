// --transform: Argo CD's hooks as Helm's own, for runs in which Helm does the work; tells what Helm cannot express. Pure text.
import { titleOf } from '../../hook/annotation-diagnostic.ts'
import { ANNOTATIONS } from '../../hook/annotations.ts'
import { HELM_DELETE_POLICIES } from '../../hook/delete-policy.ts'
import type { AnnotationFacts, Directives, ReadManifest } from '../../hook/directives.ts'
import type { HookType } from '../../hook/hook.ts'
import { typesFor } from '../../hook/hook-type.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { editAnnotations } from './edit-annotation.ts'
import type { AnnotationEdit } from './edit-annotation.ts'
import type { RenderedStream, StreamDocument } from './stream.ts'

/** The stream for Helm 4, and a warning for each thing that gets lost. */
export function transformStream(stream: RenderedStream): { text: string; warnings: readonly Diagnostic[] } {
  const text = stream.documents.map(transformDocument).join('')
  const manifests = stream.documents.flatMap((document) => document.manifests)
  return {
    text: /[^\s-]/.test(text) ? text : `${text}# kubectl-hooksync: nothing is left that Helm could run\n`,
    warnings: [...manifests.flatMap(findLosses), ...findParallelHooks(manifests)],
  }
}

/** The event of Helm for each type of Argo CD; none: Helm has no such moment. */
const EVENTS: Readonly<Record<HookType, readonly string[]>> = {
  PreSync: ['pre-install', 'pre-upgrade'],
  Sync: [],
  PostSync: ['post-install', 'post-upgrade'],
  SyncFail: [],
  Skip: [],
  PreDelete: ['pre-delete'],
  PostDelete: ['post-delete'],
}

function transformDocument({ text, manifests }: StreamDocument): string {
  const [manifest, ...others] = manifests
  // Helm 4 takes Lists apart before it calls us.
  if (manifest === undefined || others.length > 0 || !isArgoHook(manifest.directives)) return text
  const { directives } = manifest
  const types = typesFor(directives, 'both')
  const events = types.flatMap((type) => EVENTS[type])
  if (events.length === 0) return isOnlyForFailure(types) ? '' : text
  return editAnnotations(text, [
    rewrite(directives.facts, ['hook', 'helmHook'], events.join(',')),
    ...policyEdit(directives),
    ...weightEdit(directives),
  ])
}

function policyEdit({ facts, deletePolicies }: Directives): readonly AnnotationEdit[] {
  const own = deletePolicies.filter(({ from }) => from?.name === ANNOTATIONS.hookDeletePolicy)
  const policies = own.map(({ value }) => value)
  const words = Object.entries(HELM_DELETE_POLICIES).filter(([, policy]) => policies.includes(policy))
  if (words.length === 0) return []
  const value = words.map(([word]) => word).join(',')
  return [rewrite(facts, ['hookDeletePolicy', 'helmHookDeletePolicy'], value)]
}

function weightEdit({ facts, wave: { value, from } }: Directives): readonly AnnotationEdit[] {
  if (from?.name !== ANNOTATIONS.syncWave) return []
  return [rewrite(facts, ['syncWave', 'helmHookWeight'], String(value))]
}

/** Argo CD's word goes before Helm's where both are there. */
function rewrite(
  facts: AnnotationFacts,
  [own, helm]: readonly [keyof AnnotationFacts, keyof AnnotationFacts],
  value: string,
): AnnotationEdit {
  const name = ANNOTATIONS[facts[helm] === undefined ? own : helm]
  return { name, to: ANNOTATIONS[helm], value }
}

function findLosses(manifest: ReadManifest): readonly Diagnostic[] {
  const { object, directives } = manifest
  const types = typesFor(directives, 'both')
  if (directives.isSkipped) return [loss(manifest, ANNOTATIONS.hook, 'Helm applies what is marked Skip')]
  if (!isArgoHook(directives)) {
    const wave = directives.wave.value
    if (directives.isHook || wave === 0) return limitLosses(manifest)
    const lost = loss(manifest, ANNOTATIONS.syncWave, `Helm has no waves: ${wave} is lost, Helm orders by kind`)
    return [lost, ...limitLosses(manifest)]
  }
  const losses: Diagnostic[] = []
  if (types.includes('SyncFail')) {
    const what = isOnlyForFailure(types) ? 'the object is left out' : 'that part of it is lost'
    losses.push(loss(manifest, ANNOTATIONS.hook, `Helm has no hook for a failure: ${what}`))
  }
  if (types.includes('Sync')) {
    const alone = types.flatMap((type) => EVENTS[type]).length === 0
    const what = alone ? 'it is applied as a plain object' : 'that part of it is lost'
    losses.push(loss(manifest, ANNOTATIONS.hook, `Helm has no hook amid the apply: ${what}`))
  }
  losses.push(...limitLosses(manifest))
  if (object.metadata.generateName !== undefined && object.metadata.name === undefined) {
    losses.push(loss(manifest, ANNOTATIONS.hook, 'Helm needs metadata.name on a hook; it has only generateName'))
  }
  return losses
}

/** How long something may take, or be stuck. */
function limitLosses(manifest: ReadManifest): readonly Diagnostic[] {
  const { timeout, failFast } = manifest.directives.facts
  const found: Diagnostic[] = []
  if (timeout !== undefined) {
    found.push(loss(manifest, ANNOTATIONS.timeout, 'Helm has one --timeout for all: this one is lost'))
  }
  if (failFast !== undefined) {
    found.push(loss(manifest, ANNOTATIONS.failFast, 'Helm waits for what is stuck until its --timeout'))
  }
  return found
}

/** Argo CD runs the hooks of a wave together, Helm one after another. */
function findParallelHooks(manifests: readonly ReadManifest[]): readonly Diagnostic[] {
  const groups = new Map<string, Manifest[]>()
  for (const manifest of manifests.filter(({ directives }) => isArgoHook(directives))) {
    for (const type of typesFor(manifest.directives, 'both').filter((name) => EVENTS[name].length > 0)) {
      const name = `${type}, wave ${manifest.directives.wave.value}`
      groups.set(name, [...(groups.get(name) ?? []), manifest])
    }
  }
  return [...groups].flatMap(([name, [first, ...others]]) => {
    if (first === undefined || others.length === 0) return []
    const all = [first, ...others].map(({ object }) => object.metadata.name ?? object.metadata.generateName ?? '')
    return [warning(first, `Helm runs hooks one after another, not together: ${all.join(', ')} (${name})`)]
  })
}

/** Only Argo CD's own annotation is rewritten; Helm's hooks are Helm's already. */
function isArgoHook({ isHook, hookTypes }: Directives): boolean {
  return isHook && hookTypes.length > 0
}

/** As a plain object it would raise its alarm on every success. */
function isOnlyForFailure(types: readonly HookType[]): boolean {
  return types.length > 0 && types.every((type) => type === 'SyncFail')
}

function loss(manifest: Manifest, name: string, message: string): Diagnostic {
  const location = manifest.annotationLocations[name] ?? manifest.location
  return { ...warning(manifest, `${message} (${titleOf(manifest.object)})`), location }
}

function warning({ location }: Manifest, message: string): Diagnostic {
  return { code: 'LOST_IN_HELM', severity: 'warning', message, location }
}
