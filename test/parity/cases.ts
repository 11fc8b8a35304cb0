// Reads the recordings of what Argo CD's own engine did. Types and files only.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixturePath } from '../support/fixtures.ts'

const SCENARIOS = fixturePath('parity', 'scenarios')

/** One recorded sync. */
export interface ParityCase {
  readonly name: string
  /** Of the corpus: manifests as people wrote them, on a cluster that has what they need. */
  readonly real: boolean
  readonly input: string
  readonly before: string | undefined
  readonly setup: string | undefined
  readonly options: CaseOptions
  /** What differs in the sync of `before`. */
  readonly beforeOptions: CaseOptions
  readonly expected: Recording
}

/** The options of a case. */
export interface CaseOptions {
  readonly namespace: string
  readonly prune: boolean
  readonly syncOptions: readonly string[]
  readonly revision: string
  /** Seconds until the recording was cut off. */
  readonly timeout: number
  readonly pruneConfirmed: boolean
  readonly noHooks: boolean
  readonly noNamespace: boolean
  /** Seconds between setup and sync. */
  readonly settle: number
  readonly terminateAfter: number | undefined
  readonly actions: readonly { readonly after: number; readonly kubectl: readonly string[] }[]
  readonly health: 'argo' | 'engine'
}

/** The part of a recording that is compared. */
export interface Recording {
  readonly phase: 'Succeeded' | 'Failed' | 'Error' | 'Running'
  readonly message: string
  readonly steps: readonly (readonly string[])[]
  readonly beforeSteps: readonly (readonly string[])[]
  /** `group/Kind` of custom resources that got a permissive definition first. */
  readonly stubs: readonly string[]
  readonly writes: readonly { readonly group: string; readonly resource: string }[]
}

interface RawCase {
  readonly namespace?: string
  readonly prune?: boolean
  readonly options?: readonly string[]
  readonly revision?: string
  readonly timeout?: number
  readonly pruneConfirmed?: boolean
  readonly noHooks?: boolean
  readonly noNamespace?: boolean
  readonly settle?: number
  readonly terminateAfter?: number
  readonly actions?: CaseOptions['actions']
  readonly health?: 'argo' | 'engine'
  readonly before?: RawCase
}

/** All recorded scenarios, sorted by name. */
export function scenarioCases(): readonly ParityCase[] {
  return readdirSync(SCENARIOS)
    .toSorted()
    .map((name) => {
      const folder = join(SCENARIOS, name)
      const raw = parseCase(readFileSync(join(folder, 'case.json'), 'utf8'))
      return {
        name,
        real: false,
        input: readFileSync(join(folder, 'input.yaml'), 'utf8'),
        before: textOf(join(folder, 'before.yaml')),
        setup: textOf(join(folder, 'setup.yaml')),
        options: caseOptions(raw),
        beforeOptions: { ...caseOptions({ ...raw, ...raw.before }), prune: false },
        expected: parseRecording(readFileSync(join(folder, 'expected.json'), 'utf8')),
      }
    })
}

/** All cases of `parity/corpus` with the manifests of `corpus`, sorted by name. */
export function corpusCases(parity: string, corpus: string): readonly ParityCase[] {
  return readdirSync(join(parity, 'corpus'))
    .toSorted()
    .map((file) => {
      const name = file.replace(/\.json$/, '')
      const text = readFileSync(join(parity, 'corpus', file), 'utf8')
      const raw = parseCorpusRecording(text)
      const options = caseOptions({
        ...raw.options,
        ...(raw.namespace === undefined ? {} : { namespace: raw.namespace }),
      })
      return {
        name,
        real: true,
        input: readFileSync(join(corpus, name, 'rendered.yaml'), 'utf8'),
        before: undefined,
        setup: undefined,
        options,
        beforeOptions: options,
        expected: parseRecording(text),
      }
    })
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function parseCase(text: string): RawCase {
  return JSON.parse(text) as RawCase
}

function parseCorpusRecording(text: string): { readonly namespace?: string; readonly options: RawCase } {
  return JSON.parse(text) as { readonly namespace?: string; readonly options: RawCase }
}

function caseOptions(raw: RawCase): CaseOptions {
  return {
    namespace: raw.namespace ?? 'demo',
    prune: raw.prune ?? false,
    syncOptions: raw.options ?? [],
    revision: raw.revision ?? 'abcdef0123456',
    timeout: raw.timeout ?? 20,
    pruneConfirmed: raw.pruneConfirmed ?? false,
    noHooks: raw.noHooks ?? false,
    noNamespace: raw.noNamespace ?? false,
    settle: raw.settle ?? 0,
    terminateAfter: raw.terminateAfter,
    actions: raw.actions ?? [],
    health: raw.health ?? 'argo',
  }
}

function parseRecording(text: string): Recording {
  const raw = JSON.parse(text) as {
    result: { phase: Recording['phase']; message?: string }
    steps: Recording['steps']
    before?: { steps?: Recording['steps'] }
    stubs?: readonly string[]
    writes: Recording['writes']
  }
  return {
    phase: raw.result.phase,
    message: raw.result.message ?? '',
    steps: raw.steps,
    beforeSteps: raw.before?.steps ?? [],
    stubs: raw.stubs ?? [],
    writes: raw.writes,
  }
}
