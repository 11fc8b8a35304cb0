// The files that describe our formats to programs, each made from the shape by which we read it. Writes nothing.
import { SETTINGS_FILE } from '../../src/commands/settings/settings-shape.ts'
import { PLAN_FILE } from '../../src/preview/plan-shape.ts'
import { SNAPSHOT_FILE } from '../../src/rehearse/start/snapshot-shape.ts'
import { WORLD_FILE } from '../../src/rehearse/world.ts'
import { eventSchema } from './event-tables.ts'
import { definitionsOf, schemaFile, schemaOf } from './json-schema.ts'

/** The texts by path. */
export const SCHEMA_FILES: Readonly<Record<string, string>> = {
  'docs/config.schema.json': schemaFile(
    { ...schemaOf(SETTINGS_FILE), ...definitionsOf(SETTINGS_FILE) },
    {
      title: 'Settings of kubectl-hooksync',
      about:
        'hooksync.yaml beside the manifests, or the file of --config. Each key says what a flag says; the command line wins over the profile, the profile over the rest. Durations have units, like 90s.',
    },
  ),
  'docs/event.schema.json': schemaFile(eventSchema(), {
    title: 'An event of kubectl-hooksync',
    about:
      'One line of -o json of a sync or of one rehearsal. Readers ignore fields and types that they do not know; a change that breaks them raises the version.',
  }),
  'docs/plan.schema.json': schemaFile(schemaOf(PLAN_FILE), {
    title: 'A plan of kubectl-hooksync',
    about:
      'What kubectl hooksync plan -o json writes and kubectl hooksync --plan FILE runs: the order, what is to be done, and digests of what it was made from. It holds no objects. Readers ignore fields that they do not know; a change that breaks them raises the version.',
  }),
  'docs/snapshot.schema.json': schemaFile(schemaOf(SNAPSHOT_FILE), {
    title: 'A snapshot of kubectl-hooksync',
    about:
      'What kubectl hooksync rehearse --against-cluster --snapshot FILE writes and --snapshot FILE starts from: live objects, without the values of Secrets.',
  }),
  'docs/world.schema.json': schemaFile(schemaOf(WORLD_FILE), {
    title: 'A world file of kubectl-hooksync',
    about: 'What kubectl hooksync rehearse --world FILE reads: how long things take. Durations have units, like 90s.',
  }),
}
