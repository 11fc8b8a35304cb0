// Holds what we read of a text against what Kubernetes reads of it. Asks nobody, writes nothing.
import type { Diagnostic } from '../../src/manifest/diagnostic.ts'
import { toJson } from '../../src/object/json.ts'
import { jsonEqual } from '../../src/object/kube-object.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { isDeepStrictEqual } from 'node:util'
import { manifestsOf } from '../../src/manifest/manifests-of.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { quickManifest } from '../../src/manifest/quick-manifest.ts'
import { wholeManifests } from '../../src/manifest/sound-manifests.ts'
import { readDocuments } from '../../src/manifest/yaml/read-documents.ts'
import { sourceText } from '../../src/manifest/yaml/source-text.ts'
import { splitDocuments } from '../../src/manifest/yaml/split-documents.ts'
import type { KubeDocument } from './kubernetes-reader.ts'

/** What the comparison of a text can end with. */
export type Outcome =
  /** Both read the same, or both refuse it. */
  | 'alike'
  /** Both read it, otherwise, and nothing is said. Never right. */
  | 'silent difference'
  /** Both read it, otherwise, and a warning of ours says so. */
  | 'told difference'
  /** We refuse what Kubernetes reads: each reason is a decision. */
  | 'only Kubernetes'
  /** We read what Kubernetes refuses, and say so. */
  | 'only we, told'
  /** We read what Kubernetes refuses without a word. Never right. */
  | 'only we, silent'
  /** The quick reader reads it otherwise than the whole one: values or places. Never right. */
  | 'quick differs'
  /** Never right. */
  | 'crash'

/** The outcome for one text. */
export interface Verdict {
  readonly outcome: Outcome
  /** The code and the words of the diagnostic that decided it, or what differs. */
  readonly reason: string
}

/** Whether there is something to mend. */
export function isWrong({ outcome }: Verdict): boolean {
  return ['silent difference', 'only we, silent', 'quick differs', 'crash'].includes(outcome)
}

/** Compares one text. */
export function compareReading(text: string, theirs: readonly KubeDocument[]): Verdict {
  try {
    const source = { name: 'text.yaml', text }
    const slip = quickSlip(text)
    if (slip !== undefined) return { outcome: 'quick differs', reason: slip }
    return judge(ownParts(text), theirs, () => parseManifests([source]).diagnostics)
  } catch (error) {
    return { outcome: 'crash', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** What the quick reader makes of a text otherwise than the whole one. */
function quickSlip(text: string): string | undefined {
  const source = sourceText({ name: 'text.yaml', text })
  for (const chunk of splitDocuments(source.text).chunks) {
    const quick = quickManifest(chunk, source)
    if (quick === undefined) continue
    const whole = wholeManifests(chunk, source)
    if (!isDeepStrictEqual([quick], whole)) return `quick ${toText(quick)}, whole ${toText(whole)}`
  }
  return undefined
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'nothing'
}

/** A document that we read, or the error that stands in its place. */
interface OwnPart {
  readonly value: Json
  readonly objects: readonly Json[]
  readonly error: string | undefined
}

/** In the order of the text; what is nothing but null is left out, as kubectl does. */
function ownParts(text: string): readonly OwnPart[] {
  const source = sourceText({ name: 'text.yaml', text })
  return readDocuments(source).parts.flatMap((part): OwnPart | readonly OwnPart[] => {
    if ('fault' in part) {
      const code = part.fault.rule === 'forbidden' ? 'FORBIDDEN_CHARACTER' : 'YAML_SYNTAX'
      return { value: null, objects: [], error: `${code} ${part.fault.rule}` }
    }
    const wrong = firstError(part.context.diagnostics)
    if (part.value === null && wrong === undefined) return []
    const objects = manifestsOf(part).map(({ object }) => object)
    return { value: part.value, objects, error: wrong ?? firstError(part.context.diagnostics) }
  })
}

function firstError(diagnostics: readonly Diagnostic[]): string | undefined {
  const found = diagnostics.find(({ severity }) => severity === 'error')
  return found === undefined ? undefined : shortly(found)
}

/** Without what differs from text to text. */
function shortly({ code, message }: Diagnostic): string {
  if (code !== 'YAML_SYNTAX' && code !== 'BAD_SEPARATOR') return code
  return `${code} ${message.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"').replaceAll(/\d+/g, 'N')}`
}

function judge(
  ours: readonly OwnPart[],
  theirs: readonly KubeDocument[],
  diagnose: () => readonly Diagnostic[],
): Verdict {
  const count = Math.max(ours.length, theirs.length)
  let decision: string | undefined
  for (let index = 0; index < count; index++) {
    const own = ours[index]
    const kube = theirs[index]
    if (kube?.error !== undefined) {
      if (own === undefined || own.error !== undefined) break
      const told = firstWords(diagnose())
      return told === undefined
        ? { outcome: 'only we, silent', reason: kube.error }
        : { outcome: 'only we, told', reason: told }
    }
    if (own?.error !== undefined) {
      decision ??= kube === undefined || kube.refused !== undefined ? undefined : own.error
      continue
    }
    const difference = differenceOf(own, kube)
    if (difference === undefined) continue
    const told = firstWords(diagnose())
    if (kube?.refused !== undefined) {
      if (told === undefined) return { outcome: 'only we, silent', reason: difference }
      continue
    }
    return told === undefined
      ? { outcome: 'silent difference', reason: difference }
      : { outcome: 'told difference', reason: told }
  }
  return decision === undefined ? { outcome: 'alike', reason: '' } : { outcome: 'only Kubernetes', reason: decision }
}

/** Warnings that Kubernetes reads something otherwise, or not at all. */
const READING_WARNINGS = ['BAD_SEPARATOR', 'DIRECTIVE', 'LEFT_OUT', 'ODD_LIST', 'STRAY_MARK']

function firstWords(diagnostics: readonly Diagnostic[]): string | undefined {
  const first = diagnostics.find(({ code, severity }) => severity === 'error' || READING_WARNINGS.includes(code))
  return first === undefined ? undefined : shortly(first)
}

function differenceOf(own: OwnPart | undefined, kube: KubeDocument | undefined): string | undefined {
  if (own === undefined) return `nothing where Kubernetes reads ${toJson(kube?.value ?? null)}`
  if (kube === undefined) return `${toJson(own.value)} where Kubernetes reads nothing`
  if (!jsonEqual(own.value, kube.value)) return `ours ${toJson(own.value)}, theirs ${toJson(kube.value)}`
  if (kube.refused !== undefined) return own.objects.length === 0 ? undefined : `refused there: ${kube.refused}`
  if (jsonEqual(own.objects, kube.objects ?? [])) return undefined
  return `our objects ${toJson(own.objects)}, theirs ${toJson(kube.objects ?? [])}`
}
