/** The default entry: the WebAssembly is part of the script, so there is no second file to serve or to find. */
import { provide } from '../runtime.js';
import { glue } from './glue.js';
import { unpack } from './lzma.js';

provide(glue, () => unpack(unpackerBase64, wasmPackedBase64, wasmSize));

export * from '../index.js';

// Last, so that its 75 kB of text stand behind all code: compressors look back 32 kB, and code is found better from code.
import { unpackerBase64, wasmPackedBase64, wasmSize } from '../generated/wasm_inline.js';
