// What is wrong or surprising in the annotations of a manifest, as diagnostics with the place of the value.
import type { Diagnostic, Severity } from '../manifest/diagnostic.ts'
import type { Json, KubeObject } from '../manifest/kube-object.ts'
import { field, isJsonObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { ANNOTATIONS, annotation, csv } from './annotations.ts'
import { HELM_DELETE_POLICIES, isDeletePolicy } from './delete-policy.ts'
import { parseDuration } from './duration.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES } from './hook.ts'
import { HELM_EVENTS, hookTypes, isHook, isHookType, syncPhases } from './hook-type.ts'
import { OBJECT_SYNC_OPTIONS, unknownOption } from './sync-options.ts'
import { parseWave } from './sync-wave.ts'

/** All findings about one manifest's annotations. Errors stop a sync before anything is touched. */
export function checkAnnotations(manifest: Manifest): readonly Diagnostic[] {
  return [
    ...notText(manifest),
    ...hookValues(manifest),
    ...policyValues(manifest),
    ...waveValues(manifest),
    ...optionValues(manifest),
    ...timeoutValue(manifest),
    ...withoutPhase(manifest),
    ...onPodTemplate(manifest),
  ]
}

function notText(manifest: Manifest): readonly Diagnostic[] {
  const annotations: Json | undefined = manifest.object.metadata.annotations
  if (annotations === undefined || annotations === null) return []
  if (!isJsonObject(annotations)) {
    return [finding(manifest, undefined, 'INVALID_ANNOTATIONS', 'metadata.annotations is not a map')]
  }
  return Object.entries(annotations).flatMap(([name, value]) =>
    typeof value === 'string'
      ? []
      : finding(manifest, name, 'ANNOTATION_NOT_TEXT', `${name} is ${kindOf(value)}, not text`, {
          hint: isJsonObject(value) || Array.isArray(value) ? 'annotations are text' : `quote it: "${String(value)}"`,
        }),
  )
}

function hookValues(manifest: Manifest): readonly Diagnostic[] {
  const argo = annotation(manifest.object, ANNOTATIONS.hook)
  const words = csv(argo)
  const unknown = words
    .filter((word) => !isHookType(word))
    .map((word) => unknownWord(manifest, ANNOTATIONS.hook, 'UNKNOWN_HOOK_TYPE', word, 'hook type', HOOK_TYPES))
  const empty =
    argo !== undefined && words.length === 0
      ? [
          finding(manifest, ANNOTATIONS.hook, 'UNKNOWN_HOOK_TYPE', 'the hook type is empty', {
            hint: `one of ${HOOK_TYPES.join(', ')}`,
          }),
        ]
      : []
  const helm = csv(annotation(manifest.object, ANNOTATIONS.helmHook))
    .filter((word) => !Object.hasOwn(HELM_EVENTS, word))
    .map((word) =>
      unknownWord(manifest, ANNOTATIONS.helmHook, 'UNKNOWN_HELM_HOOK', word, 'Helm hook', Object.keys(HELM_EVENTS)),
    )
  return [...unknown, ...empty, ...helm]
}

function policyValues(manifest: Manifest): readonly Diagnostic[] {
  const argo = csv(annotation(manifest.object, ANNOTATIONS.hookDeletePolicy))
    .filter((word) => !isDeletePolicy(word))
    .map((word) =>
      unknownWord(
        manifest,
        ANNOTATIONS.hookDeletePolicy,
        'UNKNOWN_DELETE_POLICY',
        word,
        'hook delete policy',
        HOOK_DELETE_POLICIES,
      ),
    )
  const known = Object.keys(HELM_DELETE_POLICIES)
  const helm = csv(annotation(manifest.object, ANNOTATIONS.helmHookDeletePolicy))
    .filter((word) => !known.includes(word))
    .map((word) => {
      const name = ANNOTATIONS.helmHookDeletePolicy
      return unknownWord(manifest, name, 'UNKNOWN_HELM_DELETE_POLICY', word, 'Helm hook delete policy', known)
    })
  return [...argo, ...helm]
}

function waveValues(manifest: Manifest): readonly Diagnostic[] {
  return [ANNOTATIONS.syncWave, ANNOTATIONS.helmHookWeight].flatMap((name) => {
    const text = annotation(manifest.object, name)
    if (text === undefined || parseWave(text) !== undefined) return []
    const code = name === ANNOTATIONS.syncWave ? 'INVALID_SYNC_WAVE' : 'INVALID_HOOK_WEIGHT'
    const hint = 'a whole number in quotes, like "5" or "-1"'
    return finding(manifest, name, code, `"${text}" is not a whole number`, { hint })
  })
}

function optionValues(manifest: Manifest): readonly Diagnostic[] {
  return csv(annotation(manifest.object, ANNOTATIONS.syncOptions))
    .filter((word) => !OBJECT_SYNC_OPTIONS.some((option) => option === word))
    .map((word) => ({ ...unknownOption(word, OBJECT_SYNC_OPTIONS), ...place(manifest, ANNOTATIONS.syncOptions) }))
}

function timeoutValue(manifest: Manifest): readonly Diagnostic[] {
  const text = annotation(manifest.object, ANNOTATIONS.timeout)
  if (text === undefined || (parseDuration(text) ?? 0) > 0) return []
  const hint = 'a duration like "90s", "5m" or "1h30m"'
  return [finding(manifest, ANNOTATIONS.timeout, 'INVALID_TIMEOUT', `"${text}" is not a duration`, { hint })]
}

/** What Argo CD leaves out on purpose: hooks of other events. Typing errors are found above. */
function withoutPhase(manifest: Manifest): readonly Diagnostic[] {
  const { object } = manifest
  if (!isHook(object) || syncPhases(object).length > 0) return []
  const argo = annotation(object, ANNOTATIONS.hook)
  const name = argo === undefined ? ANNOTATIONS.helmHook : ANNOTATIONS.hook
  const words = csv(annotation(object, name))
  const known = words.filter((word) => isHookType(word) || Object.hasOwn(HELM_EVENTS, word))
  if (known.length === 0) return []
  const deletion = hookTypes(object).length > 0
  const message = deletion
    ? `${known.join(', ')} runs on deletion only: not applied by a sync`
    : `Helm hook ${known.join(', ')} has no phase in Argo CD: never applied`
  return [finding(manifest, name, 'HOOK_WITHOUT_PHASE', message, { severity: 'note' })]
}

function onPodTemplate(manifest: Manifest): readonly Diagnostic[] {
  const names: readonly string[] = [ANNOTATIONS.hook, ANNOTATIONS.helmHook, ANNOTATIONS.syncWave]
  const paths = [
    ['spec', 'template'],
    ['spec', 'jobTemplate'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ]
  return paths.flatMap((path) => {
    const annotations = field(manifest.object, ...path, 'metadata', 'annotations')
    if (!isJsonObject(annotations)) return []
    return names
      .filter((name) => Object.hasOwn(annotations, name) && annotation(manifest.object, name) === undefined)
      .map((name) =>
        finding(manifest, undefined, 'ANNOTATION_ON_TEMPLATE', `${name} on ${path.join('.')} has no effect`, {
          severity: 'warning',
          hint: `put it on the ${manifest.object.kind}'s own metadata.annotations`,
        }),
      )
  })
}

function unknownWord(
  manifest: Manifest,
  name: string,
  code: string,
  word: string,
  noun: string,
  known: readonly string[],
): Diagnostic {
  const near = suggest(word, known)
  return finding(manifest, name, code, `"${word}" is not a ${noun}`, {
    hint: near === undefined ? `one of ${known.join(', ')}` : `did you mean ${near}?`,
  })
}

function finding(
  manifest: Manifest,
  name: string | undefined,
  code: string,
  message: string,
  more: { readonly severity?: Severity; readonly hint?: string } = {},
): Diagnostic {
  const what = `${manifest.object.kind} ${nameOf(manifest.object)}`
  const diagnostic = { code, severity: more.severity ?? 'error', message: `${message} (${what})` }
  return { ...diagnostic, ...place(manifest, name), ...(more.hint === undefined ? {} : { hint: more.hint }) }
}

function place(manifest: Manifest, name: string | undefined): Pick<Diagnostic, 'location'> {
  const found = name === undefined ? undefined : manifest.annotationLocations[name]
  return { location: found ?? manifest.location }
}

function nameOf(object: KubeObject): string {
  return object.metadata.name ?? object.metadata.generateName ?? '(no name)'
}

function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`
}
