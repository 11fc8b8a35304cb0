// The flags that only a rehearsal has. Data only.
import { underHeading } from '../flag.ts'

/** The rows, in the order of the help. */
export const REHEARSE_FLAG_TABLE = underHeading('Rehearsal', [
  {
    name: 'world',
    type: 'value',
    value: 'FILE',
    description: 'how long things take, as YAML, e.g. imagePull: 40s',
  },
  {
    name: 'takes',
    type: 'list',
    value: 'WHAT=DURATION',
    description: 'how long one thing takes, e.g. Job/migrate=3m or imagePull=40s; repeatable',
  },
  {
    name: 'fail',
    type: 'list',
    value: 'KIND/NAME[@ATTEMPT]',
    description: 'what it runs fails, every time or only its pod number ATTEMPT; repeatable',
  },
  {
    name: 'never-ready',
    type: 'list',
    value: 'KIND/NAME',
    description: 'it never gets ready, or never ends; repeatable',
  },
  {
    name: 'slow',
    type: 'list',
    value: 'KIND/NAME=DURATION',
    description: 'it takes so long until it is ready or has ended; repeatable',
  },
  {
    name: 'vanish',
    type: 'list',
    value: 'KIND/NAME[=complete]',
    description: 'somebody deletes it while it runs, or as soon as it is complete, as a TTL does; repeatable',
  },
  {
    name: 'reject',
    type: 'list',
    value: 'KIND/NAME=MESSAGE',
    description:
      'the server refuses to write it, or to delete it in a deletion, although it passed the dry run; repeatable, for what a manifest names',
  },
  {
    name: 'conflict',
    type: 'list',
    value: 'KIND/NAME',
    description: 'somebody else writes it at the same moment and owns a field of it; repeatable',
  },
  {
    name: 'disconnect',
    type: 'list',
    value: 'DURATION[@POINT]',
    description:
      'the server is out of reach for so long, from the first write on or from POINT, e.g. "30s@wave 2"; repeatable',
  },
  {
    name: 'interrupt',
    type: 'list',
    value: 'POINT',
    description: 'Ctrl-C right after the first write there, e.g. "wave 2", PostSync or "Sync wave 2"; repeatable',
  },
  {
    name: 'explore',
    type: 'switch',
    description: 'try every single fault in turn and show what each leads to, the dangerous ones first',
  },
  {
    name: 'against-cluster',
    type: 'switch',
    description: 'start from the live objects of the cluster, which is only read, instead of an empty one',
  },
  {
    name: 'snapshot',
    type: 'value',
    value: 'FILE',
    description:
      "start from the live objects in this file; with --against-cluster write it, with Secrets' values replaced",
  },
])
