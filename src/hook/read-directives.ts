// Reads what the annotations of an object say: the only reader there is. Finds no faults.
import type { Json, KubeObject } from '../object/kube-object.ts'
import { isJsonObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { ANNOTATIONS, annotationsOf, csv } from './annotations.ts'
import { readPolicies } from './delete-policy.ts'
import type { AnnotationFacts, Directives } from './directives.ts'
import { parseDuration } from '../object/duration.ts'
import { parseFailFast } from './fail-fast.ts'
import type { FailFastLimits } from './fail-fast.ts'
import { isHookType, isSyncType } from './hook-type.ts'
import { readOptions } from './sync-options.ts'
import { readWave } from './sync-wave.ts'

/** What the annotations of an object say: of a manifest with the place of each, or of a live object without. */
export function readDirectives(object: KubeObject, places: Manifest['annotationLocations'] = {}): Directives {
  const annotations: Json | undefined = object.metadata.annotations
  // Most objects bear none of ours.
  if (!isJsonObject(annotations) || !NAMES.some(([, name]) => Object.hasOwn(annotations, name))) return NO_DIRECTIVES
  return directivesOf(readFacts(annotationsOf(object), places))
}

const NAMES = Object.entries(ANNOTATIONS)

function readFacts(texts: Readonly<Record<string, string>>, places: Manifest['annotationLocations']): AnnotationFacts {
  return Object.fromEntries(
    NAMES.flatMap(([key, name]) => {
      const [value, location] = [texts[name], places[name]]
      return value === undefined
        ? []
        : [[key, { name, value, ...(location === undefined ? {} : { location }) }] as const]
    }),
  )
}

function directivesOf(facts: AnnotationFacts): Directives {
  const hookTypes = csv(facts.hook?.value).filter(isHookType)
  const duringSync = hookTypes.filter(isSyncType)
  const isSkipped = duringSync.length === 1 && duringSync[0] === 'Skip'
  const isHelmHook = facts.helmHook !== undefined && facts.helmHook.value !== 'crd-install'
  const isHook = facts.hook === undefined ? isHelmHook : !isSkipped
  return {
    facts,
    isHook,
    isSkipped,
    hookTypes,
    helmEvents: csv(facts.helmHook?.value),
    wave: readWave(facts),
    deletePolicies: readPolicies(facts),
    options: readOptions(facts),
    isKept: facts.resourcePolicy?.value.trim().toLowerCase() === 'keep',
    timeoutMs: facts.timeout === undefined ? undefined : parseDuration(facts.timeout.value),
    failFast: readLimits(facts),
  }
}

/** What cannot be read is a finding elsewhere. */
function readLimits({ failFast }: AnnotationFacts): FailFastLimits | undefined {
  const limits = failFast === undefined ? undefined : parseFailFast(failFast.value)
  return typeof limits === 'string' ? undefined : limits
}

/** Of an object that says nothing. */
export const NO_DIRECTIVES: Directives = directivesOf({})
