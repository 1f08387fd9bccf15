// Apart from the schemas: a screen that only names a size would have to load zod with them.

/** A key's prefix is its first 16 characters, minted or registered. */
export const keyPrefixCharacters = 16;

/** Of the tree, its root being the first. */
export const maxLevels = 5;

/** Group and slug pairs of one answer about headroom: those that called most today. */
export const headroomPairsMax = 500;
