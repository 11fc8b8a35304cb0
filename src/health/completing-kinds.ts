// Which kinds run to an end. Judges nothing.

/** Kinds that run to an end, built-in ones too. */
export const COMPLETING_KINDS: readonly string[] = [
  'batch/Job',
  '/Pod',
  'argoproj.io/Workflow',
  'argoproj.io/AnalysisRun',
  'argoproj.io/Experiment',
  'apps.kruise.io/BroadcastJob',
  'tower.ansible.com/AnsibleJob',
  'k8s.mariadb.com/SqlJob',
  'tekton.dev/PipelineRun',
  'tekton.dev/TaskRun',
]
