/** The model processes of a driven server, by the folder that it was given. */
import { readFileSync, readdirSync } from 'node:fs';

/** The model processes of all windows of this server. */
export function modelProcessesOf(state: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      const environment = readFileSync(`/proc/${entry}/environ`, 'utf8');
      const ours = command.includes('dist/model-process.js') && environment.includes(state);
      return ours ? [Number(entry)] : [];
    } catch {
      // The process ended while it was looked at.
      return [];
    }
  });
}
