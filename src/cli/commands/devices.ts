/** `vouch devices`: where models can run on this machine, and the proof that WebGPU decodes without the CPU. */
import { type Command, Option } from 'commander';
import { InputError } from '../../base/errors.ts';
import { embeddedModelId } from '../../checkpoint/embedded-model.ts';
import { resolveModel } from '../../checkpoint/models.ts';
import { chooseDevice, proveWebGpu } from '../../features/devices.ts';
import { deviceStatuses } from '../../runtime/devices.ts';
import type { CommandContext, RegisterCommand } from './command.ts';

interface DevicesOptions {
  readonly prove?: 'webgpu';
  readonly model?: string;
  readonly tokens: string;
  readonly json?: boolean;
}

const help = `
Examples:
  vouch devices
  vouch devices --model ./checkpoint             what --device auto takes for this model, and why
  vouch devices --prove webgpu                   CPU nodes (0 is the proof) and bytes read back per token
  vouch devices --prove webgpu --model ./checkpoint

Without a GPU, WebGPU can be tried in software: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json`;

async function list(json: boolean): Promise<void> {
  const statuses = await deviceStatuses();
  if (json) {
    process.stdout.write(`${JSON.stringify({ version: 1, devices: statuses })}\n`);
    return;
  }
  for (const { device, available, reason, tested } of statuses) {
    const note = available ? 'yes' : `no: ${reason}`;
    process.stdout.write(`${device.padEnd(8)}${note}${tested ? '' : ' (untested)'}\n`);
  }
}

async function choose(folder: string, json: boolean): Promise<void> {
  const choice = await chooseDevice(folder);
  if (json) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...choice })}\n`);
    return;
  }
  for (const { device, msPerToken, difference, rejected } of choice.candidates) {
    const result =
      rejected ??
      `${msPerToken?.toFixed(1) ?? '?'} ms a token, logits within ${difference?.toExponential(1) ?? '?'} of the CPU`;
    process.stdout.write(`${device.padEnd(8)}${result}\n`);
  }
  process.stdout.write(`auto    ${choice.device}\n`);
}

async function prove(
  folder: string,
  tokens: number,
  options: { json: boolean; context: CommandContext },
): Promise<void> {
  const proof = await proveWebGpu(folder, tokens);
  const cpuNodes = Object.values(proof.cpuNodes).reduce((sum, count) => sum + count, 0);
  if (cpuNodes > 0 || proof.difference > 1e-3) options.context.setExitCode(1);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...proof })}\n`);
    return;
  }
  const lines = [
    `tokens decoded            ${proof.tokens}`,
    `CPU nodes                 ${cpuNodes}`,
    `WebGPU nodes              ${proof.webGpuNodes}`,
    `bytes read back per token ${proof.bytesReadBackPerToken}`,
    `difference from the CPU   ${proof.difference.toExponential(2)}`,
    `ms per token              ${proof.msPerToken.toFixed(1)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function run(options: DevicesOptions, context: CommandContext): Promise<void> {
  const json = options.json === true;
  if (options.prove === undefined) {
    if (options.model === undefined) await list(json);
    else await choose((await resolveModel(options.model)).folder, json);
    return;
  }
  const { folder } = await resolveModel(options.model ?? embeddedModelId);
  const tokens = Number(options.tokens);
  if (!Number.isInteger(tokens) || tokens < 2 || tokens > 4096) {
    throw new InputError(`--tokens: expected a whole number from 2 to 4096, got "${options.tokens}"`);
  }
  await prove(folder, tokens, { json, context });
}

export const registerDevices: RegisterCommand = (program: Command, context: CommandContext) => {
  program
    .command('devices')
    .description(
      'List where models can run, choose for a model, or prove that WebGPU decodes without the CPU.',
    )
    .addOption(
      new Option('--prove <device>', 'decode with the CPU fallback disabled and a trace').choices(['webgpu']),
    )
    .option('--model <model>', 'the model to choose for, or to prove with (default for --prove: vouch-mini)')
    .option('--tokens <n>', 'how many tokens the proof decodes', '16')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', help)
    .action((options: DevicesOptions) => run(options, context));
};
