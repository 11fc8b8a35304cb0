// Conformance: what the server answers to hundreds of wrong, odd and right manifests. The answers are in test/fixtures/refusals.
import { readdirSync, readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import * as assert from 'uvu/assert'
import { mergePatch } from '../../src/simulator/fields/merge-patch.ts'
import { isKubeObject } from '../../src/object/kube-object.ts'
import { ClusterError } from '../../src/errors.ts'
import { field, isJsonObject, listField, stringField } from '../../src/object/kube-object.ts'
import type { Json, KubeObject } from '../../src/object/kube-object.ts'
import { groupVersionKind } from '../../src/object/resource-key.ts'
import { withoutGoPrint } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

const FOLDER = new URL('../fixtures/refusals/', import.meta.url)

/** One manifest and its answer: refused with these causes, something else, or taken. */
interface Row {
  readonly what: string
  readonly via: 'create' | 'apply'
  /** What is there before. */
  readonly live: KubeObject | undefined
  readonly object: KubeObject
  readonly answer: string
}

/** A check for each kind. */
export const VALUE_CHECKS: readonly Check[] = readdirSync(FOLDER)
  .toSorted()
  .flatMap((file) =>
    parseAllDocuments(readFileSync(new URL(file, FOLDER), 'utf8')).map((document) => rowsOf(document.toJS())),
  )
  .map(({ kind, rows }) => ({
    title: `what is wrong in a ${kind} is refused, and what is right is taken (${rows.length} manifests)`,
    run: async (session) => {
      const answers = []
      for (const row of rows) answers.push(`${row.what}: ${await answerTo(session, row)}`)
      assert.equal(
        answers,
        rows.map(({ what, answer }) => `${what}: ${answer}`),
      )
    },
  }))

function rowsOf(document: Json): { readonly kind: string; readonly rows: readonly Row[] } {
  const base = field(document, 'base')
  if (!isKubeObject(base)) throw new Error('a file of refusals has no base')
  return { kind: base.kind, rows: listField(document, 'rows').map((row, at) => rowOf(base, row, at)) }
}

/** What is there before has a name of its own: the next row must not find it. */
function rowOf(base: KubeObject, row: Json, at: number): Row {
  const live = field(row, 'live')
  const own = patched(base, field(row, 'apply'))
  const isDefinition = base.kind === 'CustomResourceDefinition'
  const name = live === undefined || isDefinition ? own.metadata.name : `${own.metadata.name}-${at}`
  const named = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, name: name ?? '' } })
  const object = named(own)
  const refused = stringField(row, 'refused')
  return {
    what: stringField(row, 'what') ?? '',
    via: field(row, 'via') === 'create' ? 'create' : 'apply',
    live: live === undefined ? undefined : named(patched(base, live)),
    object,
    answer:
      refused === undefined ? withoutGoPrint(stringField(row, 'says') ?? 'taken') : `422 ${invalid(object, refused)}`,
  }
}

function invalid({ apiVersion, kind, metadata }: KubeObject, causes: string): string {
  const { group } = groupVersionKind({ apiVersion, kind })
  return `${group === '' ? kind : `${kind}.${group}`} "${metadata.name}" is invalid: ${causes}`
}

function patched(base: KubeObject, patch: Json | undefined): KubeObject {
  const result = isJsonObject(patch) ? mergePatch(base, patch) : base
  return isKubeObject(result) ? result : base
}

/** The first line: what follows it is a difference, which every server shows in its own way. */
async function answerTo(session: Session, { via, live, object }: Row): Promise<string> {
  if (live !== undefined) await putThere(session, live)
  const { name } = object.metadata
  try {
    await (via === 'create'
      ? session.create(object, { dryRun: true, fieldValidation: 'Strict' })
      : session.apply(object, { dryRun: true }))
    return 'taken'
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    const [line = ''] = error.message.split('\n')
    const told = line.replaceAll(`${session.namespace}/${name}`, 'NAMESPACE/NAME').replaceAll(`(/${name}`, '(/NAME')
    return `${error.status} ${withoutGoPrint(told)}`
  }
}

/** A definition is established, and a claim has its volume, before it is looked at. */
async function putThere(session: Session, live: KubeObject): Promise<void> {
  await session.apply(live)
  if (live.kind === 'CustomResourceDefinition') await session.until(live, isEstablished)
  if (live.kind === 'PersistentVolumeClaim' && field(live, 'spec', 'volumeName') === undefined) {
    await session.until(live, (claim) => stringField(claim, 'status', 'phase') === 'Bound')
  }
}

function isEstablished(definition: KubeObject | undefined): boolean {
  return listField(definition, 'status', 'conditions').some(
    (condition) => stringField(condition, 'type') === 'Established' && stringField(condition, 'status') === 'True',
  )
}
