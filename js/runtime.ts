/** Loads the WebAssembly module once per page. Does nothing until asked; a failed load can be repeated. */
import type { CoreModule } from './core.js';
import { ChatError } from './errors.js';

/** Where the WebAssembly comes from: its address, a response, its bytes, or a compiled module. */
export type WasmSource = string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;

let glue: CoreModule;
let ownSource: () => WasmSource | Promise<WasmSource>;
let loading: Promise<CoreModule> | undefined;

/** Says how this entry of the package gets its bytes. Called by `entry/`, loads nothing. */
export function provide(module: CoreModule, source: typeof ownSource): void {
  glue = module;
  ownSource = source;
  loading = undefined;
}

/** Resolves when the module is ready. A `source` replaces the entry's own, unless a load is under way or done. */
export function load(source?: WasmSource): Promise<CoreModule> {
  if (source && !loading) ownSource = () => source;
  return (loading ??= instantiate().catch((cause: unknown) => {
    loading = undefined;
    throw new ChatError(
      "The WebAssembly could not be loaded. A Content-Security-Policy needs 'wasm-unsafe-eval' in script-src; a file served " +
        'apart needs its address. The call may be repeated.',
      { code: 'wasm/load-failed', cause },
    );
  }));
}

async function instantiate(): Promise<CoreModule> {
  await glue.default(await bytes(await ownSource()));
  return glue;
}

/** What can be instantiated: fetched if it is only an address or a response. */
async function bytes(source: Awaited<WasmSource>): Promise<BufferSource | WebAssembly.Module> {
  const answer = typeof source === 'string' || source instanceof URL ? await fetch(source) : source;
  if (!(answer instanceof Response)) return answer;
  if (!answer.ok) throw new Error(`HTTP ${answer.status} for ${answer.url}`);
  return answer.arrayBuffer();
}
