// What a snapshot file is, as data: its type, the check of a file, docs/snapshot.schema.json and the table of its fields are made from it.
import { about } from '../../object/json-shape.ts'

/** What the version of a snapshot begins with. */
export const SNAPSHOT_GROUP = 'hooksync.dev/'

/** The one version that there is. */
export const SNAPSHOT_VERSION = `${SNAPSHOT_GROUP}v1` as const

const TYPE = {
  fields: {
    group: about('Empty for the core group.', { optional: 'text' }),
    version: 'name',
    kind: 'name',
    plural: 'name',
    namespaced: { optional: 'flag' },
  },
} as const

const ITEM = {
  fields: { apiVersion: 'name', kind: 'name', metadata: { fields: { name: 'name' }, others: 'allowed' } },
  others: 'allowed',
} as const

/** A snapshot as a file. */
export const SNAPSHOT_FILE = {
  fields: {
    apiVersion: { oneOf: [SNAPSHOT_VERSION] },
    kind: { oneOf: ['Snapshot'] },
    namespace: about('The namespace of manifests that name none.', { optional: 'text' }),
    types: about('The kinds that the cluster serves without a definition among the items.', {
      optional: { listOf: TYPE },
    }),
    items: about('The live objects, as the server gave them, but for the values of Secrets.', { listOf: ITEM }),
  },
} as const
