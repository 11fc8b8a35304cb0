// What is wrong with an annotation of a manifest, as a diagnostic. Finds nothing itself.
import type { Diagnostic, Severity } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Location, Manifest } from '../manifest/manifest.ts'

/** What is to be said of an annotation; an error unless it says otherwise. */
export interface AnnotationProblem {
  /** The annotation whose value is meant. */
  readonly name?: string
  readonly code: string
  readonly severity?: Severity
  readonly message: string
  readonly hint?: string
}

/** It as a diagnostic, with the place of the annotation's value and the object's name. */
export function annotationDiagnostic(
  manifest: Manifest,
  { name, code, severity, message, hint }: AnnotationProblem,
): Diagnostic {
  const diagnostic = { code, severity: severity ?? 'error', message: `${message} (${titleOf(manifest.object)})` }
  return { ...diagnostic, ...place(manifest, name), ...(hint === undefined ? {} : { hint }) }
}

function place(manifest: Manifest, name: string | undefined): Pick<Diagnostic, 'location'> {
  const found = name === undefined ? undefined : manifest.annotationLocations[name]
  return { location: found ?? manifest.location }
}

/** Where an annotation's key stands, with its quotes; where its value does, if that is in another line or no line may be shown. */
export function keyPlace(key: string, value: Location): Location {
  const before = value.excerpt?.slice(0, value.column - 1) ?? ''
  const start = before.lastIndexOf(key)
  if (start < 0) return value
  return { ...value, column: start + (/["']/.test(before.charAt(start - 1)) ? 0 : 1) }
}

/** An object as findings name it: `Job migrate`. */
export function titleOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name ?? metadata.generateName ?? '(no name)'}`
}
