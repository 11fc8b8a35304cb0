// What is wrong or surprising in the annotations of a manifest, as diagnostics with the place of the value.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { Json } from '../object/kube-object.ts'
import { field, isJsonObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { ANNOTATIONS, annotation, csv } from './annotations.ts'
import { HELM_DELETE_POLICIES } from './delete-policy.ts'
import { parseDuration } from './duration.ts'
import { finding } from './finding.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES } from './hook.ts'
import { HELM_EVENTS, hookTypes, isHook, isHookType, syncPhases } from './hook-type.ts'
import { applicationOption, OBJECT_SYNC_OPTIONS, unknownOption } from './sync-options.ts'
import { parseWave } from './sync-wave.ts'
import { unknownKeys } from './unknown-keys.ts'

/** All findings about one manifest's annotations. Errors stop a sync before anything is touched. */
export function checkAnnotations(manifest: Manifest): readonly Diagnostic[] {
  return [
    ...notText(manifest),
    ...hookValues(manifest),
    ...policyValues(manifest),
    ...waveValues(manifest),
    ...optionValues(manifest),
    ...timeoutValue(manifest),
    ...withoutEffect(manifest),
    ...withoutPhase(manifest),
    ...onPodTemplate(manifest),
    ...unknownKeys(manifest),
  ]
}

function notText(manifest: Manifest): readonly Diagnostic[] {
  const annotations: Json | undefined = manifest.object.metadata.annotations
  if (annotations === undefined || annotations === null) return []
  if (!isJsonObject(annotations)) {
    return [finding(manifest, { code: 'INVALID_ANNOTATIONS', message: 'metadata.annotations is not a map' })]
  }
  return Object.entries(annotations).flatMap(([name, value]) => {
    if (typeof value === 'string' || value === null) return []
    const hint = typeof value === 'object' ? 'annotations are text' : `quote it: "${String(value)}"`
    return finding(manifest, {
      name,
      code: 'ANNOTATION_NOT_TEXT',
      message: `${name} is ${kindOf(value)}, not text`,
      hint,
    })
  })
}

function hookValues(manifest: Manifest): readonly Diagnostic[] {
  const { hook: name, helmHook } = ANNOTATIONS
  const empty = annotation(manifest.object, name)?.replaceAll(',', '').trim() === ''
  const hint = `one of ${HOOK_TYPES.join(', ')}`
  const code = 'UNKNOWN_HOOK_TYPE'
  return [
    ...unknownWords(manifest, { name, code, noun: 'hook type', known: HOOK_TYPES }),
    ...(empty ? [finding(manifest, { name, code, message: 'the hook type is empty', hint })] : []),
    ...unknownWords(manifest, {
      name: helmHook,
      code: 'UNKNOWN_HELM_HOOK',
      noun: 'Helm hook',
      known: Object.keys(HELM_EVENTS),
    }),
  ]
}

function policyValues(manifest: Manifest): readonly Diagnostic[] {
  return [
    ...unknownWords(manifest, {
      name: ANNOTATIONS.hookDeletePolicy,
      code: 'UNKNOWN_DELETE_POLICY',
      noun: 'hook delete policy',
      known: HOOK_DELETE_POLICIES,
    }),
    ...unknownWords(manifest, {
      name: ANNOTATIONS.helmHookDeletePolicy,
      code: 'UNKNOWN_HELM_DELETE_POLICY',
      noun: 'Helm hook delete policy',
      known: Object.keys(HELM_DELETE_POLICIES),
    }),
  ]
}

function waveValues(manifest: Manifest): readonly Diagnostic[] {
  return [ANNOTATIONS.syncWave, ANNOTATIONS.helmHookWeight].flatMap((name) => {
    const text = annotation(manifest.object, name)
    if (text === undefined || parseWave(text) !== undefined) return []
    const code = name === ANNOTATIONS.syncWave ? 'INVALID_SYNC_WAVE' : 'INVALID_HOOK_WEIGHT'
    const hint = 'a whole number in quotes, like "5" or "-1"'
    return finding(manifest, { name, code, message: `"${text}" is not a whole number`, hint })
  })
}

function optionValues(manifest: Manifest): readonly Diagnostic[] {
  return csv(annotation(manifest.object, ANNOTATIONS.syncOptions))
    .filter((word) => !OBJECT_SYNC_OPTIONS.some((option) => option === word))
    .map((word) => {
      const found = applicationOption(word) ?? unknownOption(word, OBJECT_SYNC_OPTIONS)
      return finding(manifest, { name: ANNOTATIONS.syncOptions, ...found })
    })
}

function timeoutValue(manifest: Manifest): readonly Diagnostic[] {
  const name = ANNOTATIONS.timeout
  const text = annotation(manifest.object, name)
  if (text === undefined || (parseDuration(text) ?? 0) > 0) return []
  const hint = 'a duration like "90s", "5m" or "1h30m"'
  return [finding(manifest, { name, code: 'INVALID_TIMEOUT', message: `"${text}" is not a duration`, hint })]
}

/** What is there and does nothing. */
function withoutEffect(manifest: Manifest): readonly Diagnostic[] {
  const { object } = manifest
  const severity = 'warning'
  return annotation(object, ANNOTATIONS.timeout) !== undefined && !isHook(object)
    ? [
        finding(manifest, {
          name: ANNOTATIONS.timeout,
          code: 'NO_EFFECT',
          severity,
          message: `${ANNOTATIONS.timeout} counts on hooks only`,
        }),
      ]
    : []
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
  return [finding(manifest, { name, code: 'HOOK_WITHOUT_PHASE', severity: 'note', message })]
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
        finding(manifest, {
          code: 'ANNOTATION_ON_TEMPLATE',
          severity: 'warning',
          message: `${name} on ${path.join('.')} has no effect`,
          hint: `put it on the ${manifest.object.kind}'s own metadata.annotations`,
        }),
      )
  })
}

/** A list of words in an annotation, and what may stand in it. */
interface Vocabulary {
  readonly name: string
  readonly code: string
  readonly noun: string
  readonly known: readonly string[]
}

function unknownWords(manifest: Manifest, vocabulary: Vocabulary): readonly Diagnostic[] {
  const { name, code, noun, known } = vocabulary
  const words = csv(annotation(manifest.object, name)).filter((word) => !known.includes(word))
  return words.map((word) => {
    const near = suggest(word, known)
    const hint = near === undefined ? `one of ${known.join(', ')}` : `did you mean ${near}?`
    return finding(manifest, { name, code, message: `"${word}" is not a ${noun}`, hint })
  })
}

function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`
}
