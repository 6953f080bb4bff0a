/**
 * Owns the rules about the project as a whole: dependencies, pinned versions, links in the documents. Each takes texts
 * and gives what is wrong, as sentences.
 */
import path from "node:path";

const foreignPackage = /^(@?stream-io|@?getstream|stream-chat(?!-wasm|-local)|getstream|@?chatkitty)/i;

/** `name` may be a path of package-lock.json. Packages that are compared with live in folders with their own licence. */
export function isIndependent(file, names) {
  return names
    .map((name) => name.replace(/^.*node_modules\//, ""))
    .filter((name) => foreignPackage.test(name))
    .map((name) => `${file}: "${name}" must not be a dependency`);
}

/** Ranges make two clones differ. */
export function isPinned(file, dependencies) {
  return Object.entries(dependencies)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${file}: "${name}": "${version}" is not an exact version`);
}

/** wasm-bindgen's program refuses what another version of its crate made. */
export function bindgenMatches(lock, manifest, pinned) {
  const locked = /name = "wasm-bindgen"\s+version = "([^"]+)"/.exec(lock)?.[1];
  const wrong = [];
  if (locked !== pinned) wrong.push(`Cargo.lock has wasm-bindgen ${locked}, scripts/pins.mjs has ${pinned}`);
  if (!new RegExp(`^wasm-bindgen = .*"=${pinned.replaceAll(".", "\\.")}"`, "m").test(manifest)) {
    wrong.push(`Cargo.toml must ask for wasm-bindgen "=${pinned}"`);
  }
  return wrong;
}

/**
 * Links of a Markdown document, and paths in `code` that begin with one of our folders, must lead somewhere. Paths may
 * also count from the document's folder.
 * @param exists says whether a path of the repository is there.
 */
export function linksLead({ path: document, text }, exists) {
  const besides = (to) => path.posix.join(path.posix.dirname(document), to);
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to]) => to.split("#")[0])
    .filter((to) => to && !/^[a-z]+:/i.test(to))
    .map((to) => besides(to));
  const paths = [...prose.matchAll(/`((?:src|js|server|scripts|tests|www|bench)\/[\w./-]*)`/g)].map(([, to]) => to);
  const missing = [...links.filter((to) => !exists(to)), ...paths.filter((to) => !exists(to) && !exists(besides(to)))];
  return [...new Set(missing)].map((to) => `${document}: there is no ${to}`);
}
