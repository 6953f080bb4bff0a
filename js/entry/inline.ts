/** The default entry: the WebAssembly is part of the script, so there is no second file to serve or to find. */
import { unpackerBase64, wasmPackedBase64, wasmSize } from '../generated/wasm_inline.js';
import { provide } from '../runtime.js';
import { glue } from './glue.js';
import { unpack } from './lzma.js';

provide(glue, () => unpack(atob(unpackerBase64), atob(wasmPackedBase64), wasmSize));

export * from '../index.js';
