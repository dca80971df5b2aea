/** What the process's exit code says. `readerGone`: as a shell reports a program that SIGPIPE ended (128 + 13). */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  abstained: 3,
  cancelled: 130,
  readerGone: 141,
} as const;
