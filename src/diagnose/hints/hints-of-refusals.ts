// Hints for what the server refuses to write, where its own words do not say what to do. The first row that fits counts. Pure.
import type { Hint } from './hint.ts'
import { NAMESPACE_LEAVES } from '../../object/server-words.ts'

const IMMUTABLE = /field is immutable|updates to statefulset spec for fields other than/

/** The rows about refusals. */
export const HINTS_OF_REFUSALS: readonly Hint[] = [
  {
    of: ['Refused'],
    seen: 'a manifest was exported from a live object (`uid`, `resourceVersion`, `managedFields`, `status`)',
    says: /\bmetadata\.(?:uid|resourceVersion|managedFields)\b|\bUID\b|resourceVersion|^\.status\b|the object has been modified/,
    hint: 'remove {exported}: the server sets it, and it is of the object that this was exported from',
  },
  {
    of: ['Refused'],
    seen: 'a field of a hook cannot be changed, mostly of a Job',
    says: IMMUTABLE,
    when: { hook: 'yes', takesAll: 'no' },
    hint: 'with the delete policy BeforeHookCreation each sync deletes the hook and creates it anew',
  },
  {
    of: ['Refused'],
    seen: 'a field of a StatefulSet cannot be changed, such as its `volumeClaimTemplates`',
    says: IMMUTABLE,
    when: { kind: 'StatefulSet', takesAll: 'no' },
    hint: 'kubectl delete statefulset {name} -n {namespace} --cascade=orphan, then sync again: its pods and claims stay, and claims keep their size',
  },
  {
    of: ['Refused'],
    seen: 'a field of a Job cannot be changed, and it is no hook',
    says: IMMUTABLE,
    when: { kind: 'Job', takesAll: 'no' },
    hint: 'make it a hook with the delete policy BeforeHookCreation, which runs in each sync; or with argocd.argoproj.io/sync-options: Force=true a sync that meets this deletes it and creates it anew',
  },
  {
    of: ['Refused'],
    seen: 'a field cannot be changed',
    says: IMMUTABLE,
    when: { takesAll: 'no' },
    hint: 'delete it first; with argocd.argoproj.io/sync-options: Force=true a sync that meets this deletes it and creates it anew',
  },
  {
    of: ['Refused'],
    seen: 'a file is encrypted with SOPS',
    says: /^\.sops: field not declared|unknown field "sops[".]/,
    hint: 'the file is encrypted with SOPS: sops --decrypt FILE | kubectl hooksync -f -',
  },
  {
    of: ['Refused'],
    seen: '`yes`, `no`, `on`, `off`, `y` or `n` where text is wanted (YAML 1.1)',
    says: /expected string, got .*Value:(?:true|false)\}|cannot unmarshal bool into .* of type string/,
    hint: 'n, y, no, yes, on and off without quotes are booleans in YAML 1.1: quote it',
  },
  {
    of: ['Refused'],
    seen: 'a number where text is wanted',
    says: /expected string, got .*Value:[-\d.]|cannot unmarshal number into .* of type string/,
    hint: 'a number without quotes is not text: quote it',
  },
  {
    of: ['Refused'],
    seen: 'a namespace is being deleted',
    says: new RegExp(NAMESPACE_LEAVES),
    hint: 'wait until the namespace is gone (kubectl describe namespace tells what holds it), then sync again with --create-namespace, unless the manifests bring it',
  },
  {
    of: ['Refused'],
    seen: 'a quota is used up by what is refused',
    says: /exceeded quota: (?<quota>[^,]+),/,
    hint: 'kubectl describe resourcequota {quota} -n {namespace} shows what uses it: raise it, or lower what this asks for',
  },
  {
    of: ['Refused'],
    seen: 'a pod names a ServiceAccount that is not there',
    says: /service ?account "?[^" ]+"? not found/i,
    hint: 'create the ServiceAccount, or add it to the manifests in an earlier phase or wave',
  },
  {
    of: ['Refused'],
    seen: 'a pod does not meet the Pod Security level',
    says: /violates PodSecurity/,
    hint: 'meet the Pod Security level of the namespace, or change its label',
  },
]
