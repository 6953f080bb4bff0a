/**
 * Owns raw deflate at its smallest: `node deflate.mjs FROM TO`. Zopfli finds 5 % more than zlib at its best, and any
 * inflater reads it. A program of its own, because the package takes over the process's handling of errors.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import zopfli from "@gfx/zopfli";

const [from, to] = process.argv.slice(2);
const bytes = readFileSync(from);
const deflated = Buffer.from(await zopfli.deflateAsync(bytes, { numiterations: 15 }));
if (!inflateRawSync(deflated).equals(bytes)) throw new Error("zopfli's output does not give back the module");
writeFileSync(to, deflated);
