/** We were told to end while a command ran. */
export class Interrupted extends Error {}
