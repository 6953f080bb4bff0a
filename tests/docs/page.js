/** Owns what the page of a guide gives to its examples. Imported before the story. */

const PATIENCE = 15_000;

let line = 0;

const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const sorted = (value) => value !== null && typeof value === "object" && !Array.isArray(value)
  ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
  : value;

const written = (value) => JSON.stringify(sorted(plain(value)));

Object.assign(globalThis, {
  mark: (now) => { line = now; },
  where: () => line,
  claim(actual, expected, text) {
    if (written(actual) !== written(expected)) throw new Error(`line ${line}: ${text} is ${written(actual)}, the text says ${written(expected)}`);
  },
  async until(isTrue) {
    for (const start = performance.now(); !isTrue();) {
      if (performance.now() - start > PATIENCE) throw new Error(`line ${line}: waited in vain for ${isTrue}`);
      await new Promise((next) => setTimeout(next, 10));
    }
  },
  async tokenFor(userId) {
    const answer = await fetch(`${globalThis.BASE_URL}/_dev/token?user_id=${encodeURIComponent(userId)}`);
    return (await answer.json()).token;
  },
});
