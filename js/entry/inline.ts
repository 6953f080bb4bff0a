/** The default entry: the WebAssembly is part of the script, so there is no second file to serve or to find. */
import { wasmDeflatedBase64 } from '../generated/wasm_inline.js';
import { provide } from '../runtime.js';
import { glue } from './glue.js';

provide(glue, () => {
  // Not fetched as a `data:` address: a Content-Security-Policy's connect-src would have to allow it.
  const deflated = Uint8Array.from(atob(wasmDeflatedBase64), (character) => character.charCodeAt(0));
  return new Response(new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
});

export * from '../index.js';
