// Reads the file of --plan. Checks its form only.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EXIT_CODES, HooksyncError, UsageError } from '../../errors.ts'
import type { Io } from '../../io.ts'
import { parseSavedPlan } from '../../preview/parse-plan.ts'
import type { SavedPlan } from '../../preview/saved-plan.ts'
import { unreadableReason } from '../unreadable.ts'

/** The plan in a file; undefined when none is named. */
export async function readPlan(path: string | undefined, io: Io): Promise<SavedPlan | undefined> {
  if (path === undefined) return undefined
  if (path === '') throw new UsageError('--plan cannot be empty', 'write --plan FILE')
  return parseSavedPlan(await readText(path, io), path)
}

async function readText(path: string, io: Io): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, path), 'utf8')
  } catch (error) {
    const message = `the plan ${path} cannot be read: ${unreadableReason(error)}`
    throw new HooksyncError(message, { exitCode: EXIT_CODES.invalid, cause: error })
  }
}
