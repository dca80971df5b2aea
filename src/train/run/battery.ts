/**
 * Whether this machine runs on its battery: Linux by `/sys/class/power_supply`, macOS by `pmset`, Windows by its own
 * counter. A machine without a battery, or one that does not say, is on mains.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const supplies = '/sys/class/power_supply';
const freshMs = 20_000;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Linux: on battery where one discharges and no mains supply is online. */
export function linuxOnBattery(root: string = supplies): boolean {
  let names: string[];
  try {
    names = readdirSync(root);
  } catch {
    return false;
  }
  const of = (kind: string): string[] => names.filter((name) => read(join(root, name, 'type')) === kind);
  // a mouse has a battery too: its scope says that it is a device's
  const batteries = of('Battery').filter((name) => read(join(root, name, 'scope')) !== 'Device');
  const isPlugged = [...of('Mains'), ...of('USB')].some((name) => read(join(root, name, 'online')) === '1');
  return !isPlugged && batteries.some((name) => read(join(root, name, 'status')) === 'Discharging');
}

function output(program: string, args: readonly string[]): string {
  const { error, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 5000, windowsHide: true });
  return error === undefined ? stdout : '';
}

function onBattery(): boolean {
  switch (process.platform) {
    case 'linux':
      return linuxOnBattery();
    case 'darwin':
      return output('pmset', ['-g', 'batt']).includes("'Battery Power'");
    case 'win32':
      // BatteryStatus 1: discharging
      return (
        output('powershell', [
          '-NoProfile',
          '-Command',
          '(Get-CimInstance Win32_Battery).BatteryStatus',
        ]).trim() === '1'
      );
    default:
      return false;
  }
}

/** The same, asked at most every 20 seconds. */
export function batteryWatch(now: () => number = Date.now, ask: () => boolean = onBattery): () => boolean {
  let at = -Infinity;
  let answer = false;
  return () => {
    if (now() - at >= freshMs) {
      answer = ask();
      at = now();
    }
    return answer;
  };
}
