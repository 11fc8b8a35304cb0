// How long things take in a rehearsal's world, and what is there already. Data only.
import type { FaultTarget } from './fault.ts'

/** Durations by what takes them, in milliseconds. */
export interface WorldDurations {
  /** Each pod pulls its images before it starts. */
  readonly imagePull: number
  /** From the pulled image to a ready pod. */
  readonly podStart: number
  /** From the deletion of a pod to its end. */
  readonly podStop: number
  /** What the pod of a Job, or one that ends by itself, runs for. */
  readonly job: number
  /** Until a Service of type LoadBalancer has its address. */
  readonly loadBalancer: number
  /** Until an Ingress has its address. */
  readonly ingress: number
  /** Until a claim has its volume. */
  readonly volume: number
  /** Until an autoscaler has its first metrics. */
  readonly autoscaler: number
  /** Until a custom resource has the status that its health rule looks for, and an API service answers. */
  readonly customResource: number
}

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

/** A world where nothing takes time but what annotations of the lab say, as in the recordings. */
export const INSTANT_DURATIONS: WorldDurations = {
  imagePull: 0,
  podStart: 0,
  podStop: 0,
  job: 0,
  loadBalancer: 0,
  ingress: 0,
  volume: 0,
  autoscaler: 0,
  customResource: 0,
}

/** The world where nothing else is said. */
export const USUAL_WORLD: WorldSettings = { durations: USUAL_DURATIONS, objects: [] }
