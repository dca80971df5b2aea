/** What the process's exit code says. */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2, abstained: 3, cancelled: 130 } as const;
