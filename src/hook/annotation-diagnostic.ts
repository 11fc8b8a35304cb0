// What is wrong with an annotation of a manifest, as a diagnostic. Finds nothing itself.
import type { Diagnostic, Severity } from '../manifest/diagnostic.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'

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

/** An object as findings name it: `Job migrate`. */
export function titleOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name ?? metadata.generateName ?? '(no name)'}`
}
