/** LZMA at its smallest, without the header: what js/entry/lzma.ts unpacks. */
export function packed(bytes: Buffer): Buffer;
