// How long things take in a rehearsal's world, and what is there already; what a world file can say of it. Data only.
import { about } from '../object/json-shape.ts'
import type { FaultTarget } from './fault.ts'

const time = (text: string) => about(text, { optional: 'duration' })

const TIMES = {
  imagePull: time('each pod pulls its images'),
  podStart: time('from the pulled image to a ready pod'),
  podStop: time('from the deletion of a pod to its end'),
  job: time('how long the pod of a Job runs'),
  loadBalancer: time('until a Service of type LoadBalancer has its address'),
  ingress: time('until an Ingress has its address'),
  volume: time('until a claim has its volume'),
  autoscaler: time('until an autoscaler has its first metrics'),
  customResource: time('until a custom resource is ready'),
}

/** A world file. */
export const WORLD_FILE = {
  fields: {
    ...TIMES,
    objects: about('single objects of the manifests, instead of the above', { optional: { mapOf: 'duration' } }),
    namespaces: about('that exist; left out: those that the manifests name and do not bring', {
      optional: { listOf: 'text' },
    }),
  },
} as const

/** Durations by what takes them, in milliseconds. */
export type WorldDurations = Readonly<Record<keyof typeof TIMES, number>>

/** Durations of single objects: until it is ready, or until what ends by itself has ended. */
export interface ObjectDuration extends FaultTarget {
  readonly milliseconds: number
}

/** The world of a rehearsal. */
export interface WorldSettings {
  readonly durations: WorldDurations
  readonly objects: readonly ObjectDuration[]
  /** Namespaces that exist; left out: those that the manifests name and do not bring. */
  readonly namespaces?: readonly string[]
}

/** What a small cluster in the cloud takes, in round numbers. */
export const USUAL_DURATIONS: WorldDurations = {
  imagePull: 3000,
  podStart: 2000,
  podStop: 1000,
  job: 5000,
  loadBalancer: 30_000,
  ingress: 10_000,
  volume: 2000,
  autoscaler: 15_000,
  customResource: 5000,
}

/** The world where nothing else is said. */
export const USUAL_WORLD: WorldSettings = { durations: USUAL_DURATIONS, objects: [] }
