/** What was typed after a command asks how it is used: then nothing is done but to say so. */
export function asksForHelp(args: readonly string[]): boolean {
  return args[0] === "help" || args.includes("--help") || args.includes("-h");
}
