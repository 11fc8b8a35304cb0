// The names of the forms of output. Apart from what makes them, so that a help text loads none of that.

/** The forms of output. */
export const OUTPUT_FORMATS = ['plain', 'json', 'terminal'] as const

/** A form of output. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** The forms in which a saved run is drawn, as a whole. */
export const DRAWING_FORMATS = ['html', 'svg'] as const

/** A form in which a run is drawn. */
export type DrawingFormat = (typeof DRAWING_FORMATS)[number]
