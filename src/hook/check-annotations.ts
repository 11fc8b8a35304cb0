// What is wrong or surprising in the annotations of a manifest, as diagnostics with the place of the value.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { field, isJsonObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { ANNOTATIONS, csv } from './annotations.ts'
import { compareOptionFindings } from './compare-options.ts'
import { HELM_DELETE_POLICIES } from './delete-policy.ts'
import type { AnnotationFact, AnnotationFacts, Directives } from './directives.ts'
import { parseDuration } from '../object/duration.ts'
import { FAIL_FAST_FORM, parseFailFast } from './fail-fast.ts'
import { annotationDiagnostic } from './annotation-diagnostic.ts'
import type { AnnotationProblem } from './annotation-diagnostic.ts'
import { HOOK_DELETE_POLICIES, HOOK_TYPES } from './hook.ts'
import { HELM_EVENTS, isHookType, phasesFor, typesFor } from './hook-type.ts'
import { applicationOption, OBJECT_SYNC_OPTIONS, unknownOption } from './sync-options.ts'
import { parseWave } from './sync-wave.ts'
import { unknownKeys } from './unknown-keys.ts'

/** All findings about one manifest's annotations. Errors stop a sync before anything is touched. */
export function checkAnnotations(manifest: Manifest, directives: Directives): readonly Diagnostic[] {
  const { facts } = directives
  const found: readonly AnnotationProblem[] = [
    ...hookValues(facts),
    ...policyValues(facts),
    ...waveValues(facts),
    ...optionValues(facts),
    ...compareValues(manifest.object, facts),
    ...timeoutValue(facts),
    ...failFastValue(facts),
    ...withoutPhase(directives),
    ...onPodTemplate(manifest.object, facts),
  ]
  return [...found.map((one) => annotationDiagnostic(manifest, one)), ...unknownKeys(manifest)]
}

function hookValues({ hook, helmHook }: AnnotationFacts): readonly AnnotationProblem[] {
  const empty = hook?.value.replaceAll(',', '').trim() === ''
  const hint = `one of ${HOOK_TYPES.join(', ')}`
  const code = 'UNKNOWN_HOOK_TYPE'
  const helmEvents = { code: 'UNKNOWN_HELM_HOOK', noun: 'Helm hook', known: Object.keys(HELM_EVENTS) }
  return [
    ...unknownWords(hook, { code, noun: 'hook type', known: HOOK_TYPES }),
    ...(empty ? [{ name: ANNOTATIONS.hook, code, message: 'the hook type is empty', hint }] : []),
    ...unknownWords(helmHook, helmEvents),
  ]
}

function policyValues({ hookDeletePolicy, helmHookDeletePolicy }: AnnotationFacts): readonly AnnotationProblem[] {
  return [
    ...unknownWords(hookDeletePolicy, {
      code: 'UNKNOWN_DELETE_POLICY',
      noun: 'hook delete policy',
      known: HOOK_DELETE_POLICIES,
    }),
    ...unknownWords(helmHookDeletePolicy, {
      code: 'UNKNOWN_HELM_DELETE_POLICY',
      noun: 'Helm hook delete policy',
      known: Object.keys(HELM_DELETE_POLICIES),
    }),
  ]
}

function waveValues({ syncWave, helmHookWeight }: AnnotationFacts): readonly AnnotationProblem[] {
  return [syncWave, helmHookWeight].flatMap((fact) => {
    if (fact === undefined || parseWave(fact.value) !== undefined) return []
    const code = fact === syncWave ? 'INVALID_SYNC_WAVE' : 'INVALID_HOOK_WEIGHT'
    const hint = 'a whole number in quotes, like "5" or "-1"'
    return { name: fact.name, code, message: `"${fact.value}" is not a whole number`, hint }
  })
}

function optionValues({ syncOptions }: AnnotationFacts): readonly AnnotationProblem[] {
  return csv(syncOptions?.value)
    .filter((word) => !OBJECT_SYNC_OPTIONS.some((option) => option === word))
    .map((word) => {
      const found = applicationOption(word) ?? unknownOption(word, OBJECT_SYNC_OPTIONS)
      return { name: ANNOTATIONS.syncOptions, ...found }
    })
}

/** Those of an Application that is applied like any object are meant for Argo CD. */
function compareValues(
  { apiVersion, kind }: KubeObject,
  { compareOptions }: AnnotationFacts,
): readonly AnnotationProblem[] {
  if (kind === 'Application' && apiVersion.startsWith('argoproj.io/')) return []
  return compareOptionFindings(compareOptions).map((found) => ({ name: ANNOTATIONS.compareOptions, ...found }))
}

function timeoutValue({ timeout }: AnnotationFacts): readonly AnnotationProblem[] {
  if (timeout === undefined || (parseDuration(timeout.value) ?? 0) > 0) return []
  const hint = 'a duration like "90s", "5m" or "1h30m"'
  return [{ name: timeout.name, code: 'INVALID_TIMEOUT', message: `"${timeout.value}" is not a duration`, hint }]
}

function failFastValue({ failFast }: AnnotationFacts): readonly AnnotationProblem[] {
  const problem = failFast === undefined ? undefined : parseFailFast(failFast.value)
  if (failFast === undefined || typeof problem !== 'string') return []
  return [{ name: failFast.name, code: 'INVALID_FAIL_FAST', message: problem, hint: FAIL_FAST_FORM }]
}

/** What Argo CD leaves out on purpose: hooks of other events. Typing errors are found above. */
function withoutPhase(directives: Directives): readonly AnnotationProblem[] {
  const { hook, helmHook } = directives.facts
  if (!directives.isHook || phasesFor(directives, 'both').length > 0) return []
  const fact = hook ?? helmHook
  const known = csv(fact?.value).filter((word) => isHookType(word) || Object.hasOwn(HELM_EVENTS, word))
  if (fact === undefined || known.length === 0) return []
  const message =
    typesFor(directives, 'both').length > 0
      ? `${known.join(', ')} runs on deletion only: not applied by a sync`
      : `Helm hook ${known.join(', ')} has no phase in Argo CD: never applied`
  return [{ name: fact.name, code: 'HOOK_WITHOUT_PHASE', severity: 'note', message }]
}

function onPodTemplate(object: KubeObject, facts: AnnotationFacts): readonly AnnotationProblem[] {
  const paths = [
    ['spec', 'template'],
    ['spec', 'jobTemplate'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ]
  return paths.flatMap((path) => {
    const annotations = field(object, ...path, 'metadata', 'annotations')
    if (!isJsonObject(annotations)) return []
    return (['hook', 'helmHook', 'syncWave'] as const)
      .filter((key) => Object.hasOwn(annotations, ANNOTATIONS[key]) && facts[key] === undefined)
      .map((key) => ({
        code: 'ANNOTATION_ON_TEMPLATE',
        severity: 'warning',
        message: `${ANNOTATIONS[key]} on ${path.join('.')} has no effect`,
        hint: `put it on the ${object.kind}'s own metadata.annotations`,
      }))
  })
}

/** What may stand in a list of words. */
interface Vocabulary {
  readonly code: string
  readonly noun: string
  readonly known: readonly string[]
}

function unknownWords(
  fact: AnnotationFact | undefined,
  { code, noun, known }: Vocabulary,
): readonly AnnotationProblem[] {
  if (fact === undefined) return []
  const words = csv(fact.value).filter((word) => !known.includes(word))
  return words.map((word) => {
    const near = suggest(word, known)
    const hint = near === undefined ? `one of ${known.join(', ')}` : `did you mean ${near}?`
    return { name: fact.name, code, message: `"${word}" is not a ${noun}`, hint }
  })
}
