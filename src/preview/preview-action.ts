// The words for what a sync does to an object. Data only.

/** What may be done with an object; `apply`: offline nobody knows what that changes. */
export const PREVIEW_ACTIONS = [
  'create',
  'update',
  'replace',
  'recreate',
  'prune',
  'delete',
  'apply',
  'unchanged',
  'not run',
] as const

/** What would be done with an object. */
export type PreviewAction = (typeof PREVIEW_ACTIONS)[number]
