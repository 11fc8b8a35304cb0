// What the server refuses in Jobs and CronJobs (kubernetes/kubernetes:pkg/apis/batch/validation/validation.go).
import { field, isJsonObject, numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { meetsAll, requirementsOf } from '../../../object/label-selector.ts'
import { objectField } from '../../server/object-edits.ts'
import { zoneOffset } from '../cron-job/time-zone.ts'
import { invalid, notNegative, oneOf, required, unsupported } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { labelsOfJob, UID_LABEL } from './job-labels.ts'
import { parseSchedule } from '../cron-job/parse-schedule.ts'
import { validateSelector } from '../../validation/label-selector.ts'
import { validateTemplate } from '../pod/rules.ts'

const NUMBERS = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished']

/** A CronJob's Jobs have eleven more letters. */
const MAX_CRON_JOB_NAME = 52

/** Why a Job cannot be stored. Its own selector is only made when it is; `isNew`: one that is there has it. */
export function validateJob(object: KubeObject, isNew: boolean): Causes {
  const spec = objectField(object, 'spec')
  const template = objectField(spec, 'template')
  const isOwn = spec['manualSelector'] !== true
  const labels = { ...objectField(template, 'metadata', 'labels'), ...(isOwn ? labelsOfJob(object) : {}) }
  const complete = { ...template, metadata: { ...objectField(template, 'metadata'), labels } }
  const { selector } = spec
  const isGiven = isOwn && isNew && Object.keys(objectField(selector, 'matchLabels')).length > 0
  const own = { matchLabels: { ...objectField(selector, 'matchLabels'), [UID_LABEL]: object.metadata.uid ?? '' } }
  const shown = Object.keys(labels).length === 0 ? null : labels
  return [
    ...jobCauses('spec', { ...spec, template: complete }),
    ...(isGiven ? [invalid('spec.selector', own, '`selector` not auto-generated')] : []),
    ...validateSelector('spec.selector', selector),
    ...(isJsonObject(selector) && !meetsAll(labels, requirementsOf(selector))
      ? [invalid('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')]
      : []),
  ]
}

/** Why a CronJob cannot be stored. */
export function validateCronJob(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const { name = '' } = object.metadata
  const job = objectField(spec, 'jobTemplate', 'spec')
  const schedule = stringField(spec, 'schedule') ?? ''
  const causes = [
    ...notNegative('spec.startingDeadlineSeconds', spec['startingDeadlineSeconds']),
    ...zoneCauses(spec),
    ...oneOf('spec.concurrencyPolicy', spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace']),
    ...jobCauses('spec.jobTemplate.spec', job),
    ...(job['selector'] === undefined
      ? []
      : [invalid('spec.jobTemplate.spec.selector', job['selector'], '`selector` will be auto-generated')]),
    ...notNegative('spec.successfulJobsHistoryLimit', spec['successfulJobsHistoryLimit']),
    ...notNegative('spec.failedJobsHistoryLimit', spec['failedJobsHistoryLimit']),
    ...(name.length > MAX_CRON_JOB_NAME
      ? [invalid('metadata.name', name, `must be no more than ${MAX_CRON_JOB_NAME} characters`)]
      : []),
  ]
  return schedule === '' ? [...causes, required('spec.schedule')] : [...scheduleCauses(schedule), ...causes]
}

function jobCauses(path: string, spec: JsonObject): Causes {
  const mode = stringField(spec, 'completionMode') ?? 'NonIndexed'
  return [
    ...NUMBERS.flatMap((name) => notNegative(`${path}.${name}`, spec[name])),
    ...oneOf(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed']),
    ...(mode === 'Indexed' && numberField(spec, 'completions') === undefined
      ? [required(`${path}.completions`, 'when completion mode is Indexed')]
      : []),
    ...(mode === 'NonIndexed' && spec['backoffLimitPerIndex'] !== undefined
      ? [invalid(`${path}.backoffLimitPerIndex`, spec['backoffLimitPerIndex'], 'requires indexed completion mode')]
      : []),
    ...oneOf(`${path}.podReplacementPolicy`, spec['podReplacementPolicy'], ['Failed', 'TerminatingOrFailed']),
    ...validateTemplate(`${path}.template`, objectField(spec, 'template')),
    ...policyCauses(`${path}.template.spec.restartPolicy`, spec),
  ]
}

function policyCauses(path: string, spec: JsonObject): Causes {
  const policy = stringField(spec, 'template', 'spec', 'restartPolicy') ?? 'Always'
  if (policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')]
  if (policy !== 'OnFailure' && policy !== 'Never') return [unsupported(path, policy, ['OnFailure', 'Never'])]
  return field(spec, 'podFailurePolicy') !== undefined && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : []
}

function scheduleCauses(schedule: string): Causes {
  if (schedule.includes('TZ')) {
    return [invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')]
  }
  const parsed = parseSchedule(schedule)
  return 'fault' in parsed ? [invalid('spec.schedule', schedule, parsed.fault)] : []
}

function zoneCauses({ timeZone }: JsonObject): Causes {
  if (typeof timeZone !== 'string') return []
  if (timeZone === '') return [invalid('spec.timeZone', timeZone, 'timeZone must be nil or non-empty string')]
  return zoneOffset(timeZone) === undefined ? [invalid('spec.timeZone', timeZone, `unknown time zone ${timeZone}`)] : []
}
