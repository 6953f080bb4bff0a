/**
 * Owns how documentation becomes programs: the examples of one Markdown file, in their order, are one module. Runs and
 * checks nothing.
 *
 * In a guide, blocks of `js` or `ts` are its story. `no-run` after the language: compiled only, in a scope of its own. A
 * comment `<!-- example ... -->` is code that runs and is not shown. `expression; // => value` claims a value.
 */
import { readFileSync } from "node:fs";

/** A block of code, or hidden code, with the line it begins at. */
const PIECE = /^```(?:js|ts|javascript|typescript)(?<mark> [\w-]+)?\n(?<shown>[\s\S]*?)^```|^<!-- example\n(?<hidden>[\s\S]*?)^-->/gm;

/** `expression; // => value`: a claim of what the expression gives. */
const CLAIM = /^(?<indent>\s*)(?<expression>[^\s/].*?);\s*\/\/ => (?<value>.+)$/;

/** The pieces of a text: `{code, line, runs}`. */
export function pieces(text) {
  return [...text.matchAll(PIECE)].map(({ groups: { mark, shown, hidden }, index }) => ({
    code: shown ?? hidden,
    line: text.slice(0, index).split("\n").length + 1,
    runs: mark?.trim() !== "no-run",
  }));
}

/** The same code with every claim made a call of `claim(actual, expected, text)`. */
export const withClaims = (code) => code.split("\n").map((line) => {
  const { indent, expression, value } = CLAIM.exec(line)?.groups ?? {};
  return expression ? `${indent}claim(${expression}, ${value}, ${JSON.stringify(expression)});` : line;
}).join("\n");

/** A file's story as one module, and what is only compiled, each in a module of its own. */
export function modulesOf(file) {
  const all = pieces(readFileSync(file, "utf8"));
  const story = all.filter(({ runs }) => runs).map(({ code, line }) => `// line ${line}\nmark(${line});\n${withClaims(code)}`);
  return { story: hoisted(story.join("\n")), apart: all.filter(({ runs }) => !runs).map(({ code }) => hoisted(code)) };
}

/** Imports first, each once: several blocks may begin with the same. */
function hoisted(code) {
  const imports = new Set();
  const rest = code.replace(/^import [\s\S]*?from ["'][^"']+["'];\n/gm, (line) => {
    imports.add(line);
    return "";
  });
  return `${[...imports].join("")}${rest}\nexport {};\n`;
}
