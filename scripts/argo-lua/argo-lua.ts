// The process of the Go program that runs health rules as Argo CD does: rules and objects in, answers out, in the same order.
import { stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { parseJson, toJson } from '../../src/object/json.ts'
import { startGoProgram } from '../control-plane/go-program.ts'

/** A rule, and what it judges. */
export interface LuaQuestion {
  readonly script: string
  readonly object: KubeObject
  readonly openLibs: boolean
}

/** Runs rules one after the other. */
export interface ArgoLua {
  /** `Status: message`; `error: …` where the rule fails, `: ` where it says nothing. */
  readonly judge: (questions: readonly LuaQuestion[]) => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** Starts the program; throws NoGoError where there is no Go. */
export async function startArgoLua(): Promise<ArgoLua> {
  const program = await startGoProgram('argo-lua', import.meta.dirname)
  return {
    judge: async (questions) =>
      (await program.ask(questions.map((question) => toJson({ ...question })))).map((line) => {
        const answer = parseJson(line)
        const error = stringField(answer, 'error')
        return error === undefined
          ? `${stringField(answer, 'status') ?? ''}: ${stringField(answer, 'message') ?? ''}`
          : `error: ${error}`
      }),
    close: program.close,
  }
}
