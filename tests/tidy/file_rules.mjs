/**
 * Owns the rules that look at one file's name or text: first line, length, names, words. Each takes `{path, text}` and
 * gives what is wrong, as sentences. Not the rules about imports (layer_rules.mjs) or the project (project_rules.mjs).
 */

const code = /\.(rs|ts|mts|js|mjs|css|sql)$/;

/** Lines at most; see MODELS in ARCHITECTURE.md: a new noun gets a new file long before. */
export const lineLimit = 500;

/** How a file of each kind begins, with the text that says what it owns. */
const beginnings = {
  rs: /^\/\/! *\S.{9,}/,
  ts: /^(\/\*\*? *\n? *\*? *\S.{9,}|\/\/ *\S.{9,})/,
  css: /^\/\*+ *\n? *\*? *\S.{9,}/,
  sql: /^-- *\S.{9,}/,
};
Object.assign(beginnings, { mts: beginnings.ts, js: beginnings.ts, mjs: beginnings.ts });

export function saysWhatItOwns({ path, text }) {
  const kind = code.exec(path)?.[1];
  const body = text.replace(/^#!.*\n/, "");
  return !kind || beginnings[kind].test(body) ? [] : [`${path}: the first line must be a comment that says what the file owns`];
}

export function isShort({ path, text }) {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return code.test(path) && lines > lineLimit ? [`${path}: ${lines} lines, at most ${lineLimit}`] : [];
}

const emptyNames = /(^|[/_.-])(utils?|helpers?|managers?|common|misc)(?=[/_.-]|$)/i;

/** `core.ts` is the contract to the Rust core; a folder or a Rust module of that name would shadow Rust's own. */
const emptyFolder = /(^|\/)core(\/|\.rs$)/i;

export function hasAName({ path }) {
  return emptyNames.test(path) || emptyFolder.test(path) ? [`${path}: names nothing; use the noun it owns`] : [];
}

/** Places and addresses of whoever wrote a file, which mean nothing to a reader. Built so as not to match themselves. */
const foreign = [
  /(?<![\w.-])\/(?:work|root|home|Users)\/[\w.-]/,
  /\/tmp\/[b]rief/,
  /\b[p]rompts?\b/i,
  /https?:\/\/(?:registry\.|[\w.-]*\bcrates[.]io\/|static\.rust-lang)/,
];

export function saysNothingOfItsWriter({ path, text }) {
  if (path === "package-lock.json") return /"resolved":/.test(text) ? [`${path}: contains addresses of a registry`] : [];
  return foreign.flatMap((pattern) => {
    const line = text.split("\n").findIndex((one) => pattern.test(one));
    return line < 0 ? [] : [`${path}:${line + 1}: "${pattern.exec(text)?.[0]}" does not belong into the repository`];
  });
}
