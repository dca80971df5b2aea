/**
 * Whether Linux has a Vulkan driver at all, by the files that its loader would read: without one there is no WebGPU,
 * and asking for it costs a tenth of a second and prints the library's own warnings.
 * Source: the Vulkan loader's interface, "Linux driver discovery".
 */
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** True where a driver is announced by a file or a variable, and on other systems, where nothing can be said. */
export function mayHaveVulkan(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform !== 'linux') return true;
  const named = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'];
  if (named.some((name) => (environment[name] ?? '') !== '')) return true;
  return manifestFolders(environment).some((folder) => {
    try {
      return readdirSync(path.join(folder, 'vulkan', 'icd.d')).some((name) => name.endsWith('.json'));
    } catch {
      return false;
    }
  });
}

function manifestFolders(environment: Environment): string[] {
  const list = (name: string, standard: string): string[] => (environment[name] || standard).split(':');
  const home = environment['HOME'] ?? homedir();
  return [
    ...list('XDG_CONFIG_HOME', path.join(home, '.config')),
    ...list('XDG_CONFIG_DIRS', '/etc/xdg'),
    '/etc',
    ...list('XDG_DATA_HOME', path.join(home, '.local', 'share')),
    ...list('XDG_DATA_DIRS', '/usr/local/share:/usr/share'),
    // NixOS keeps its drivers apart.
    '/run/opengl-driver/share',
  ];
}
