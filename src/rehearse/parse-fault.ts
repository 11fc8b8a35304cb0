// The words on the command line → faults, checked against the manifests that they strike. Makes nothing go wrong itself.
import { UsageError } from '../errors.ts'
import { parseDuration } from '../object/duration.ts'
import { SYNC_PHASES } from '../hook/hook.ts'
import type { Judging } from '../health/judging.ts'
import type { KubeObject } from '../object/kube-object.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { suggest } from '../manifest/suggest.ts'
import { formatTarget, isTarget } from './fault.ts'
import type { Fault, FaultName, FaultTarget, RunPoint } from './fault.ts'
import { findFaultTarget } from './find-target.ts'
import { whyNever } from './possible-faults.ts'
import { SYNC_DEFAULTS } from '../sync/sync-options.ts'

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

/** Reads the value of one flag, in a run that judges by these rules (left out: the usual ones); throws a UsageError that says what is right. */
export function parseFault(
  name: FaultName,
  text: string,
  manifests: readonly Manifest[],
  judging: Judging = SYNC_DEFAULTS,
): Fault {
  const objects = manifests.map(({ object }) => object)
  const fault = readFault(name, text, objects)
  if ('target' in fault) refusePointless(fault, text, { objects, judging })
  return fault
}

function readFault(name: FaultName, text: string, objects: readonly KubeObject[]): Fault {
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
  const found = findFaultTarget(text, objects)
  if ('target' in found) return found.target
  if (found.problem === 'form') throw wrong(name, text, FORMS[name])
  throw new UsageError(`--${name}: ${found.message}`, found.hint)
}

/** A fault that can strike none of those that are meant is a mistake. */
function refusePointless(
  fault: Targeted,
  text: string,
  { objects, judging }: { readonly objects: readonly KubeObject[]; readonly judging: Judging },
): void {
  const struck = objects.filter((object) => isTarget(fault.target, object))
  const reasons = struck.map((object) => whyNever(fault, object, judging))
  const [reason] = reasons
  if (reason === undefined || reasons.includes(undefined)) return
  const hint = `--reject ${formatTarget(fault.target)}="…" lets the server refuse it`
  throw new UsageError(`--${fault.do} ${text}: ${reason}`, hint)
}

type Targeted = Extract<Fault, { readonly target: FaultTarget }>

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
  throw wrong(name, text, `"${value}" is not a duration above zero; write it with units, like 90s, 30m or 1h5m`)
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
