// The process of the Go program that reads manifests as kubectl does: texts in, documents out, in the same order.
import { parseJson } from '../../src/object/json.ts'
import { field, isJsonList, isJsonObject, stringField } from '../../src/object/kube-object.ts'
import type { Json } from '../../src/object/kube-object.ts'
import { startGoProgram } from '../control-plane/go-program.ts'

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
  const program = await startGoProgram('reading', import.meta.dirname)
  return {
    read: async (texts) => (await program.ask(texts.map((text) => JSON.stringify(text)))).map(parseAnswer),
    close: program.close,
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
