// Own health rules from a file or a cluster's argocd-cm, each compiled before anything is written.
import { resolve } from 'node:path'
import type { Cluster } from '../../cluster/port.ts'
import { EXIT_CODES, HooksyncError, messageOf } from '../../errors.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import type { Io } from '../../io.ts'
import { readFileUntil } from '../../io/read-file.ts'
import { ownRules } from '../../lua/own-rules.ts'
import type { RuleText } from '../../lua/own-rules.ts'
import { decodeSource } from '../../manifest/decode-source.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { parseSettings } from '../../manifest/parse-settings.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { field, isJsonObject } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'
import { unreadable } from '../../manifest/unreadable-source.ts'
import { fault, firstLine, readConfigMap } from './read-config-map.ts'
import type { DataEntry, FoundRules } from './read-config-map.ts'

/** From where a file is named, and what ends the reading. */
type Reading = Pick<Io, 'cwd' | 'signal'>

/** Reads the rules that `--health-from` names; throws all that is wrong with them, with exit code 3. */
export async function readOwnHealth(from: string, cluster: Cluster, io: Reading): Promise<OwnHealth> {
  const [, namespace = 'argocd'] = /^cluster(?::(.+))?$/.exec(from) ?? []
  const isCluster = /^cluster(?::|$)/.test(from)
  const { texts, diagnostics } = isCluster ? await readCluster(cluster, namespace, io) : await readFile(from, io)
  if (texts.length === 0) refuse(diagnostics)
  const { openLua } = await import('../../lua/machine.ts')
  const machine = await openLua()
  const broken = texts.flatMap((text) => brokenOf(text, machine.compile(text.script)))
  refuse([...diagnostics, ...broken])
  return texts.length === 0 ? {} : { ownRules: ownRules(texts, machine) }
}

function brokenOf(
  { place }: RuleText,
  found: { readonly message: string; readonly line?: number } | undefined,
): readonly Diagnostic[] {
  if (found === undefined) return []
  const message = `${place(found.line)}: ${found.message}`
  return [{ code: 'HEALTH_RULE', severity: 'error', message }]
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  const wrong = diagnostics.filter(({ severity }) => severity === 'error')
  if (wrong.length === 0) return
  throw new HooksyncError(wrong.map(renderDiagnostic).join('\n'), {
    exitCode: EXIT_CODES.invalid,
    hint: 'nothing was touched',
  })
}

async function readFile(path: string, io: Reading): Promise<FoundRules> {
  const read = await readFileUntil(resolve(io.cwd, path), io.signal).then(
    (bytes) => decodeSource(path, bytes),
    (error: unknown) => unreadable(path, error),
  )
  const { source } = read
  if (source === undefined) return { texts: [], diagnostics: read.diagnostics }
  const { root, diagnostics } = parseSettings(source)
  if (root === undefined) return { texts: [], diagnostics }
  const data = root.entries?.get('data')?.setting.entries
  if (root.entries?.get('kind')?.setting.value !== 'ConfigMap' || data === undefined) {
    const hint = 'health rules stand in the data of a ConfigMap, as in argocd-cm'
    return {
      texts: [],
      diagnostics: [...diagnostics, fault(root.location, `${path} has no data of a ConfigMap`, hint)],
    }
  }
  const entries = [...data].flatMap(([key, { setting }]): readonly DataEntry[] => {
    const value = textOf(setting.value)
    if (value === undefined) return []
    const first = firstLine(setting, source.text)
    return [{ key, value, locate: (line) => ({ source: path, line: first + line - 1, column: 1 }) }]
  })
  const found = readConfigMap(entries)
  return { texts: found.texts, diagnostics: [...diagnostics, ...found.diagnostics] }
}

/** A ConfigMap can only hold texts; a file may forget to quote a switch. */
function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined
}

const NAME = 'argocd-cm'

async function readCluster(cluster: Cluster, namespace: string, { signal }: Reading): Promise<FoundRules> {
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'ConfigMap' })
  if (type === undefined) return { texts: [], diagnostics: [] }
  const refused = (why: string, cause?: unknown): HooksyncError => {
    const message = `--health-from: ConfigMap ${namespace}/${NAME} ${why}`
    const hint = 'cluster:NAMESPACE says where Argo CD is; a file works as well'
    return new HooksyncError(message, { exitCode: EXIT_CODES.cluster, hint, cause })
  }
  const object = await cluster.get({ type, namespace, name: NAME }, { signal }).catch((error: unknown) => {
    throw refused(`cannot be read: ${messageOf(error)}`, error)
  })
  if (object === undefined) throw refused('is not there')
  const data = field(object, 'data')
  const source = (key: string): string => `${namespace}/${NAME} ${key}`
  const entries = Object.entries(isJsonObject(data) ? data : {}).flatMap(([key, value]): readonly DataEntry[] =>
    typeof value === 'string' ? [{ key, value, locate: (line) => ({ source: source(key), line, column: 1 }) }] : [],
  )
  return readConfigMap(entries)
}
