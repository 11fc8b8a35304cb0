// A manifest: one object out of a file, with the place that it stands at. Data only.
import type { KubeObject } from '../object/kube-object.ts'

/** A place in a source; line and column count from 1. */
export interface Location {
  /** The file's path as the user gave it, `<stdin>`, or a URL. */
  readonly source: string
  readonly line: number
  readonly column: number
  /** The text of that line, for the caret under it. */
  readonly excerpt?: string
}

/** One object of the input. The object is never edited in place. */
export interface Manifest {
  readonly object: KubeObject
  /** Where the document starts. */
  readonly location: Location
  /** Where the value of each annotation stands, by its key; absent for JSON made on the way. */
  readonly annotationLocations: Readonly<Record<string, Location>>
}

/** Text that was read, before it is parsed. */
export interface Source {
  readonly name: string
  readonly text: string
}
