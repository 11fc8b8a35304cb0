// `kubectl hooksync config`: read → check → tell what holds. Asks no cluster. Wiring only.
import { EXIT_CODES } from '../../errors.ts'
import type { ExitCode } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import type { Io } from '../../io.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { settingsJson, settingsText } from '../../report/settings-text.ts'
import type { FlagValues } from '../flags/parse-flags.ts'
import { readSyncFlags } from '../flags/sync-flags.ts'
import { REAL_WORLD } from '../run-context.ts'
import { heldSettings } from './held-settings.ts'
import { withSettings } from './with-settings.ts'

/** Tells what a sync with these words would go by. */
export async function runConfig(values: FlagValues, io: Io): Promise<ExitCode> {
  return withSettings(values, { io, world: REAL_WORLD }, async (settled) => {
    // What a sync would refuse is refused here.
    readSyncFlags(settled.values)
    const warnings = settled.values.notes?.filter(({ severity }) => severity === 'warning') ?? []
    for (const warning of warnings) tellPeople(io.stderr, io.guard, renderDiagnostic(warning))
    const { file, profile, profiles } = settled
    const found = { file, profile, profiles, settings: heldSettings(settled) }
    const isJson = settled.values.value('output') === 'json'
    tellPeople(io.stdout, io.guard, isJson ? settingsJson(found) : settingsText(found))
    return EXIT_CODES.succeeded
  })
}
