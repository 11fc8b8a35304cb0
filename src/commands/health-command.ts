// `kubectl hooksync health`: read → judge → tell; objects of files, or those of the cluster that are named. Wiring only.
import { EXIT_CODES, UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { sanitizeJson } from '../guard/escape.ts'
import { tellPeople } from '../guard/tell.ts'
import { judgeHealth } from '../health/judgement.ts'
import type { Judgement } from '../health/judgement.ts'
import type { Judging } from '../health/judging.ts'
import type { OwnHealth } from '../health/own-rules.ts'
import type { Io } from '../io.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { keyOf, shortKey } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { readOwnHealthFlags } from './flags/own-health-flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { readConnectionFlags, readOperationFlags, readOutputFlags, readSourceFlags } from './flags/sync-flags.ts'
import { findNamed, readName } from './health/find-named.ts'
import type { SourceFlags } from './flags/sync-flags.ts'
import type { Named } from './health/find-named.ts'
import { unreadSettings } from './health/unread-settings.ts'
import { tellInvalid } from './invalid-input.ts'
import { oddBeside, ownHealthOn, readOwnHealth } from './own-health/own-health.ts'
import { isError, readInput } from './read-input.ts'
import type { Input } from './read-input.ts'
import { REAL_WORLD } from './run-context.ts'
import type { CommandWorld } from './run-context.ts'
import { withSettings } from './settings/with-settings.ts'
import { withinTime } from './time-limit.ts'
import { untilAnswered, withConnection } from './with-connection.ts'

/** Version of the JSON. */
const HEALTH_VERSION = 1

/** One resource and its health; what is not there is Missing. */
type Judged = Judgement & { readonly key: ResourceKey }

/** Judges; exit code 0: all are Healthy or of kinds without a rule, 1: one is not. */
export async function runHealth(values: FlagValues, io: Io, world: CommandWorld = REAL_WORLD): Promise<ExitCode> {
  const unread = await unreadSettings(values, io)
  return withSettings(values, { io, world, otherwise: '.' }, (settled) =>
    healthSettled({ ...settled.values, notes: [...(settled.values.notes ?? []), ...unread] }, io, world),
  )
}

async function healthSettled(values: FlagValues, io: Io, world: CommandWorld): Promise<ExitCode> {
  const operation = readOperationFlags(values)
  const { policy } = operation
  const output = readOutputFlags(values)
  const hasFiles = values.list('filename').length > 0
  if (hasFiles && values.words.length > 0) {
    throw new UsageError('health takes either -f or KIND/NAME', 'objects of files are not looked up in the cluster')
  }
  const names = values.words.map(readName)
  // A file of settings says what holds for folders, whether or not one is named.
  if (!hasFiles) refuseWithoutFiles(values.line ?? values)
  return withinTime(io, operation.timeoutMs, async (limited) => {
    const own = await readOwnHealth(readOwnHealthFlags(values), limited)
    const source = (): SourceFlags => ({ ...readSourceFlags(values), empty: 'senseless' })
    const read = hasFiles ? await readInput(source(), { ...policy, checksManifests: false }, limited) : NOTHING_READ
    const diagnostics = [...read.diagnostics, ...own.diagnostics]
    if (diagnostics.some(isError)) return tellInvalid({ diagnostics }, output, io, world)
    const warnings = values.notes?.filter(({ severity }) => severity === 'warning') ?? []
    const odd = await oddBeside(own, read)
    for (const finding of [...warnings, ...own.diagnostics, ...odd])
      tellPeople(io.stderr, io.guard, renderDiagnostic(finding))
    const written = read.manifests.map(({ object }): Named => ({ key: keyOf(object), object }))
    const judge = (found: readonly Named[], rules: OwnHealth): ExitCode => {
      const judging = { ...operation, policy: { ...policy, ...rules } }
      return tell(
        found.map((named) => judged(named, judging)),
        output.format,
        io,
      )
    }
    if (hasFiles && own.cluster === undefined) return judge(written, own.own)
    const request = { world, flags: readConnectionFlags(values), io: limited, readsStdin: hasFiles }
    return withConnection(request, async (connection) => {
      const rules = await ownHealthOn(own, { connection, world, io: limited })
      const finding = names.map((name) => findNamed(name, connection, limited.signal))
      const found = await untilAnswered(Promise.all(finding), limited.signal, { connection, clock: world.clock })
      return judge(hasFiles ? written : found, rules)
    })
  })
}

function refuseWithoutFiles(values: FlagValues): void {
  if (values.words.length === 0) {
    throw new UsageError('say what to judge', 'write -f FILE, -f - or KIND/NAME, e.g. Deployment/web')
  }
  if (values.value('selector') !== undefined) {
    throw new UsageError('--selector needs --filename', 'what is named is judged, whatever its labels')
  }
  if (values.switch('recursive') !== undefined) {
    throw new UsageError('--recursive needs --filename', 'it is for directories; KIND/NAME is looked up in the cluster')
  }
}

const NOTHING_READ: Pick<Input, 'manifests' | 'unselected' | 'diagnostics'> = {
  manifests: [],
  unselected: [],
  diagnostics: [],
}

function judged({ key, object }: Named, judging: Judging): Judged {
  if (object === undefined)
    return { key, status: 'Missing', message: 'it is not there', by: 'none', at: [], row: 'both' }
  return { key, ...judgeHealth(object, judging) }
}

function tell(all: readonly Judged[], format: string | undefined, io: Io): ExitCode {
  const isWell = all.every(({ status }) => status === undefined || status === 'Healthy')
  const text = format === 'json' ? jsonOf(all, io) : all.map(lineOf).join('\n')
  tellPeople(io.stdout, io.guard, text)
  return isWell ? EXIT_CODES.succeeded : EXIT_CODES.failed
}

function lineOf({ key, status, message, by, at, row, other, own }: Judged): string {
  const rule = {
    none: '',
    deletion: '',
    kubernetes: key.kind,
    operator: `${key.group}/${key.kind}`,
    kstatus: 'kstatus',
    own: `your own for ${key.group === '' ? '' : `${key.group}/`}${key.kind}${own === undefined ? '' : `, ${ownText(own)}`}`,
  }[by]
  const fields = at.length === 0 ? '' : `; ${at.join(', ')}`
  const compat = other === undefined ? '' : `; ${row === 'default' ? 'with' : 'without'} --argo-compat: ${other}`
  const how = rule === '' ? '' : ` (rule: ${rule}${fields}${compat})`
  return `${(status ?? 'none').padEnd(11)} ${shortKey(key)}: ${message}${how}`
}

function ownText({ place, done }: NonNullable<Judgement['own']>): string {
  return done === undefined ? place : `${place}: Healthy when ${done}`
}

function jsonOf(all: readonly Judged[], { guard }: Io): string {
  const resources = all.map(({ key, status, ...rest }) => ({ ...key, status: status ?? null, ...rest }))
  const json = JSON.stringify(
    { v: HEALTH_VERSION, resources },
    (_, value: unknown) => (typeof value === 'string' ? guard.mask(value) : value),
    2,
  )
  return sanitizeJson(json)
}
