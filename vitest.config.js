import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'webview/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    // onnxruntime sends telemetry by default since 1.29; the variable must stand before the library is loaded.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is polled for comes in its own time; a slow machine is no failure.
    expect: { poll: { timeout: 120_000, interval: 100 } },
  },
});
