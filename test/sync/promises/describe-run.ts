// A run as text, for whoever has to find out why a promise was broken.
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { short } from './trace.ts'
import type { Moment, TracedRun } from './trace.ts'

/** The manifests, the trouble and every moment. */
export function describeRun({ random, moments, startedAt }: TracedRun): string {
  const { objects, leftovers, prunable, trouble, settings } = random
  return [
    ...objects.map((object, at) => `manifest ${at}: ${describeObject(object)}`),
    ...leftovers.map((leftover) => `left over: ${JSON.stringify(leftover)}`),
    ...prunable.map((object) => `prunable: ${describeObject(object)}`),
    ...trouble.map((one) => `trouble: ${JSON.stringify(one)}`),
    `settings: ${JSON.stringify(settings)}`,
    ...moments.flatMap((moment) => {
      const text = moment.at < startedAt ? undefined : describeMoment(moment)
      return text === undefined ? [] : [`${String(moment.at - startedAt).padStart(7)} ${text}`]
    }),
  ].join('\n')
}

function describeObject({ kind, metadata }: KubeObject): string {
  const words = Object.entries(metadata.annotations ?? {}).map(
    ([name, value]) => `${name.replace(/^.*\//, '')}=${value}`,
  )
  return [`${kind}/${metadata.name ?? `${metadata.generateName}*`}`, ...words].join(' ')
}

function describeMoment(moment: Moment): string | undefined {
  switch (moment.is) {
    case 'told': {
      const { v: _, seq: __, at: ___, type, ...rest } = moment.event
      const task = 'task' in rest ? ` ${rest.task}` : ''
      const words = ['change', 'outcome', 'reason', 'status', 'message', 'phase', 'wave'].flatMap((name) => {
        const value = Object.entries(rest).find(([field]) => field === name)?.[1]
        return value === undefined ? [] : [`${name}=${String(value)}`]
      })
      return `told ${type}${task} ${words.join(' ')}`
    }
    case 'begun':
      return `> ${moment.write.verb} ${short(moment.write.key)}${moment.live === undefined ? '' : ` onto ${moment.live.metadata.uid?.slice(-4)}`}`
    case 'answered':
      return `< ${moment.write.verb} ${short(moment.write.key)} ${moment.answer}`
    case 'written':
      return `  written: ${moment.verb} ${short(moment.key)} ${moment.uid.slice(-4)}`
    case 'changed':
      return describeChange(moment)
    case 'seen':
      return undefined
    case 'signalled':
      return `signal ${moment.name}`
    default:
      return moment satisfies never
  }
}

function describeChange({ change }: Extract<Moment, { is: 'changed' }>): string | undefined {
  const { kind } = change.key
  if (['Event', 'ReplicaSet', 'Namespace'].includes(kind)) return undefined
  const { uid, deletionTimestamp } = change.object.metadata
  const status = JSON.stringify(change.object['status'] ?? {}).slice(0, 80)
  return `  ${change.type} ${short(change.key)} ${uid?.slice(-4)}${deletionTimestamp === undefined ? '' : ' (going)'} ${status}`
}
