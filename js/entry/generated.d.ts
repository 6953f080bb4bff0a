/** Stand-ins for the modules the build generates, so that types can be checked before the first build. */
declare module '*/generated/wasm_inline.js' {
  /** What unpacks the WebAssembly: the module of `lzma.rs`, in base64. */
  export const unpackerBase64: string;
  /** The WebAssembly: LZMA without its header, then base64. */
  export const wasmPackedBase64: string;
  /** Its size, unpacked, in bytes. */
  export const wasmSize: number;
}

declare module '*/generated/stream_chat_wasm.js' {
  /** Instantiates the module. */
  const init: unknown;
  export default init;
  /** The class exported from Rust; `core.ts` has its type. */
  export const StreamChat: { readonly prototype: object };
}
