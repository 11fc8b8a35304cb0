// Words of the API server by which several parts tell its refusals apart, as parts of regular expressions. Pure.

/** A webhook with failurePolicy Fail does not answer; behind it stands its name in quotes (kubernetes/apiserver:pkg/util/webhook/error.go). */
export const WEBHOOK_NOT_CALLED = 'failed calling webhook'

/** The webhook that converts between versions does not (kubernetes/apiextensions-apiserver:pkg/apiserver/conversion/webhook_converter.go). */
export const CONVERSION_WEBHOOK = 'conversion webhook for'

/** An object does not fit its schema (kubernetes/apimachinery:pkg/util/managedfields/internal/structuredmerge.go). */
export const NO_TYPED_PATCH = 'failed to create typed patch object'

/** Two items of a list with one key, which only server-side apply refuses. */
export const DUPLICATE_KEYS = 'duplicate entries for key'

/** A namespace is on its way out: nothing new may come into it (kubernetes/apiserver:pkg/admission/plugin/namespace/lifecycle/admission.go). */
export const NAMESPACE_LEAVES = 'because it is being terminated'
