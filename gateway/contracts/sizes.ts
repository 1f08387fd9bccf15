// Apart from the schemas: a screen that only names a size would have to load zod with them.

/** A key's prefix is its first 16 characters, minted or registered. */
export const keyPrefixCharacters = 16;

/** Of the tree, its root being the first. */
export const maxLevels = 5;

/** Group and slug pairs of one answer about headroom: those that called most today. */
export const headroomPairsMax = 500;

/** Of one group. What a request costs grows with them, and so does what others wait for it. */
export const modelsPerGroupMax = 500;

/** In each of a model's lists of limits: more than there are kinds of limits. */
export const limitsPerListMax = 10;

/** Declared by the groups of one page of a list: it ends earlier where they declare more. */
export const modelsPerPageMax = 10_000;
