// Reads the file of --plan. Checks its form only.
import { resolve } from 'node:path'
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { readFileUntil } from '../../io/read-file.ts'
import { parseSavedPlan } from '../../preview/parse-plan.ts'
import type { SavedPlan } from '../../preview/plan-shape.ts'
import { untilSignal } from '../interruption.ts'
import { unreadableReason } from '../unreadable.ts'

/** The plan in a file; undefined when none is named. */
export async function readPlan(path: string | undefined, io: Io): Promise<SavedPlan | undefined> {
  if (path === undefined) return undefined
  if (path === '') throw new UsageError('--plan cannot be empty', 'write --plan FILE')
  const text = await untilSignal(readText(path, io), io.signal, () => `${path} has not ended`)
  return parseSavedPlan(text, path)
}

async function readText(path: string, io: Io): Promise<string> {
  try {
    return (await readFileUntil(resolve(io.cwd, path), io.signal)).toString('utf8')
  } catch (error) {
    const { why, hint } = unreadableReason(error)
    throw new HooksyncError(`the plan ${path} cannot be read: ${why}`, {
      exitCode: EXIT_CODES.invalid,
      hint,
      cause: error,
    })
  }
}
