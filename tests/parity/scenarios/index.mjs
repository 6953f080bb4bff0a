/** Owns the list of the comparison's scenarios by what they are about, and their order. */
import connecting from "./connecting.mjs";
import sending from "./sending.mjs";

export const families = { connecting, sending };
