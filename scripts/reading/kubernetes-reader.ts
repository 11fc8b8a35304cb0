// The process of the Go program that reads manifests as kubectl does: texts in, documents out, in the same order.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseJson } from '../../src/object/json.ts'
import { field, isJsonList, isJsonObject, stringField } from '../../src/object/kube-object.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { ensureKubernetesReader } from './build.ts'

/** A document as Kubernetes reads it. */
export interface KubeDocument {
  readonly value: Json
  /** Why it cannot be read; it is the last one then. */
  readonly error?: string
  /** The objects in it, unless it is none. */
  readonly objects?: readonly Json[]
  /** Why it is not an object. */
  readonly refused?: string
}

/** Reads texts one after the other. */
export interface KubernetesReader {
  readonly read: (texts: readonly string[]) => Promise<readonly (readonly KubeDocument[])[]>
  readonly close: () => Promise<void>
}

/** Starts the program. */
export async function startKubernetesReader(): Promise<KubernetesReader> {
  const child = spawn(await ensureKubernetesReader(), [], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  return {
    read: async (texts) => {
      child.stdin.write(texts.map((text) => `${JSON.stringify(text)}\n`).join(''))
      const answers: (readonly KubeDocument[])[] = []
      while (answers.length < texts.length) {
        const line = await lines.next()
        if (line.done === true) throw new Error('the program that reads as Kubernetes does has ended')
        answers.push(parseAnswer(line.value))
      }
      return answers
    },
    close: async () => {
      child.stdin.end()
      await ended
    },
  }
}

function parseAnswer(line: string): readonly KubeDocument[] {
  const documents = parseJson(line)
  if (!isJsonList(documents)) throw new Error(`no list of documents: ${line}`)
  return documents.map((document) => {
    const objects = field(document, 'objects')
    const error = stringField(document, 'error')
    const refused = stringField(document, 'refused')
    return {
      value: isJsonObject(document) ? (document['value'] ?? null) : null,
      ...(error === undefined ? {} : { error }),
      ...(refused === undefined ? {} : { refused }),
      ...(isJsonList(objects) ? { objects } : {}),
    }
  })
}
