// The words on the command line → faults, checked against the manifests that they strike. Makes nothing go wrong itself.
import { UsageError } from '../errors.ts'
import { assessHealth } from '../health/index.ts'
import { parseDuration } from '../hook/duration.ts'
import { SYNC_PHASES } from '../hook/hook.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { isTarget } from './fault.ts'
import type { Fault, FaultName, FaultTarget, RunPoint } from './fault.ts'

/** All faults, in the order of the help. */
export const FAULT_NAMES = [
  'fail',
  'never-ready',
  'slow',
  'vanish',
  'reject',
  'conflict',
  'disconnect',
  'interrupt',
] as const satisfies readonly FaultName[]

/** How each is written. */
const FORMS: Readonly<Record<FaultName, string>> = {
  fail: '--fail KIND/NAME or --fail KIND/NAME@ATTEMPT, e.g. --fail Job/migrate@2',
  'never-ready': '--never-ready KIND/NAME, e.g. --never-ready Deployment/api',
  slow: '--slow KIND/NAME=DURATION, e.g. --slow Deployment/api=5m',
  vanish: '--vanish KIND/NAME or --vanish KIND/NAME=complete, e.g. --vanish Job/smoke',
  reject: '--reject KIND/NAME=MESSAGE, e.g. --reject ConfigMap/settings="quota exceeded"',
  conflict: '--conflict KIND/NAME, e.g. --conflict Deployment/api',
  disconnect: '--disconnect DURATION or --disconnect DURATION@POINT, e.g. --disconnect "30s@wave 2"',
  interrupt: '--interrupt POINT, e.g. --interrupt "wave 2", --interrupt PostSync or --interrupt "Sync wave 2"',
}

/** Reads the value of one flag; throws a UsageError that says what is right. */
export function parseFault(name: FaultName, text: string, manifests: readonly Manifest[]): Fault {
  const objects = manifests.map(({ object }) => object)
  switch (name) {
    case 'fail': {
      const [, target = '', attempt] = /^(.*?)(?:@(\d+))?$/s.exec(text) ?? []
      if (attempt === '0') throw wrong(name, text, 'attempts count from 1')
      const found = readTarget(name, target, objects)
      return { do: name, target: found, ...(attempt === undefined ? {} : { attempt: Number(attempt) }) }
    }
    case 'never-ready':
    case 'conflict':
      return { do: name, target: readTarget(name, text, objects) }
    case 'slow': {
      const [target, value] = splitValue(name, text)
      return { do: name, target: readTarget(name, target, objects), milliseconds: readDuration(name, text, value) }
    }
    case 'vanish': {
      const [target = '', when = 'running'] = text.split('=')
      if (when !== 'running' && when !== 'complete')
        throw wrong(name, text, 'it vanishes while running or when complete')
      return { do: name, target: readTarget(name, target, objects), when }
    }
    case 'reject': {
      const [target, message] = splitValue(name, text)
      return { do: name, target: readTarget(name, target, objects), message }
    }
    case 'disconnect': {
      const [span, point] = splitOnce(text, '@')
      const milliseconds = readDuration(name, text, span)
      return { do: name, milliseconds, ...(point === undefined ? {} : { at: readPoint(name, text, point) }) }
    }
    case 'interrupt':
      return { do: name, at: readPoint(name, text, text) }
    default:
      return name satisfies never
  }
}

function readTarget(name: FaultName, text: string, objects: readonly KubeObject[]): FaultTarget {
  const target = parseTarget(text, objects)
  if (target === undefined) throw wrong(name, text, FORMS[name])
  const first = objects.find((object) => isTarget(target, object))
  if (first === undefined) throw unknownTarget(name, text, objects)
  const reason = pointless(name, first)
  if (reason !== undefined) throw new UsageError(`--${name} ${text}: ${reason.message}`, reason.hint)
  return target
}

/** `Job/migrate` or `Job/shop/migrate`; the case of the kind does not count. */
function parseTarget(text: string, objects: readonly KubeObject[]): FaultTarget | undefined {
  const parts = text.split('/')
  const [written = '', ...rest] = parts
  const name = rest.at(-1) ?? ''
  if (written === '' || name === '' || parts.length > 3 || parts.includes('')) return undefined
  const kind = objects.find((object) => object.kind.toLowerCase() === written.toLowerCase())?.kind ?? written
  const namespace = rest.length === 2 ? rest[0] : undefined
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) }
}

function unknownTarget(name: FaultName, text: string, objects: readonly KubeObject[]): UsageError {
  const known = [...new Set(objects.map((object) => `${object.kind}/${nameOf(object)}`))]
  const sameName = known.find((candidate) => candidate.split('/')[1] === text.split('/').at(-1))
  const near = suggest(text, known) ?? sameName
  const hint = near === undefined ? `the manifests hold ${listed(known)}` : `did you mean ${near}?`
  return new UsageError(`--${name}: no manifest is ${text}`, hint)
}

function listed(known: readonly string[]): string {
  const more = known.length > 8 ? ` and ${known.length - 8} more` : ''
  return `${known.slice(0, 8).join(', ')}${more}`
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? metadata.generateName ?? ''
}

const RUNNING_KINDS = new Set(['Job', 'CronJob', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])

/** Why a fault can never strike an object. */
function pointless(
  name: FaultName,
  object: KubeObject,
): { readonly message: string; readonly hint: string } | undefined {
  const { kind } = object
  const hint = `--reject ${kind}/${nameOf(object)}="…" lets the server refuse it`
  if (RUNNING_KINDS.has(kind) || !isReadyAtOnce(object)) return undefined
  if (name === 'fail') return { message: `a ${kind} runs nothing that could fail`, hint }
  if (name === 'never-ready' || name === 'slow') return { message: `a ${kind} is ready as soon as it is written`, hint }
  return undefined
}

function isReadyAtOnce(object: KubeObject): boolean {
  const health = assessHealth({ ...object, status: undefined }, { argoCompat: false })
  return health === undefined || health.status === 'Healthy'
}

function splitValue(name: FaultName, text: string): readonly [string, string] {
  const [target, value] = splitOnce(text, '=')
  if (value === undefined || value === '') throw wrong(name, text, FORMS[name])
  return [target, value]
}

function splitOnce(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function readDuration(name: FaultName, text: string, value: string): number {
  const milliseconds = parseDuration(value)
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds
  throw wrong(name, text, `"${value}" is no duration above zero; write it with units, like 90s, 30m or 1h5m`)
}

function readPoint(name: FaultName, text: string, value: string): RunPoint {
  const [, word, wave] = /^\s*([A-Za-z]+)??\s*(?:wave\s*(-?\d+))?\s*$/.exec(value) ?? []
  const phase = SYNC_PHASES.find((known) => known.toLowerCase() === word?.toLowerCase())
  if (word !== undefined && phase === undefined) {
    const near = suggest(word, [...SYNC_PHASES, 'wave'])
    throw wrong(name, text, near === undefined ? FORMS[name] : `did you mean ${near}?`)
  }
  if (phase === undefined && wave === undefined) throw wrong(name, text, FORMS[name])
  return { ...(phase === undefined ? {} : { phase }), ...(wave === undefined ? {} : { wave: Number(wave) }) }
}

function wrong(name: FaultName, text: string, hint: string): UsageError {
  return new UsageError(`--${name} cannot be "${text}"`, hint.startsWith('--') ? `write ${hint}` : hint)
}
