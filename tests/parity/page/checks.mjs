/**
 * Owns what the steps assert with, besides chai: refusals by their code, and states that become true in a moment.
 */
import { assert } from "chai";

export { assert };

/** How long something may take that must happen, in milliseconds: long, for a busy machine. */
export const PATIENCE = 10_000;

/** Asserts that a call is refused with this code of the protocol; gives the error. */
export async function refused(call, code) {
  const error = await call.then((answer) => assert.fail(`not refused: ${JSON.stringify(answer)?.slice(0, 200)}`), (reason) => reason);
  assert.equal(error.code, code, `code of "${error.message}"`);
  return error;
}

/** Waits until `ask` gives something true; gives that. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) assert.fail(`did not come true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The texts of messages, in order. */
export const texts = (messages) => messages.map(({ text }) => text);

/** Values of one field, in order. */
export const each = (field, list) => list.map((item) => item[field]);
