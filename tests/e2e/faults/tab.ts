/** A browser's tab as the fault tests use it, whichever browser it is: run code beside the rig, lose the network. */
import type { Rig } from "./page/rig.js";

export interface Tab {
  /** Runs a function in the page and resolves with what it returns, which must be JSON. It sees its arguments only. */
  run<Argument, Result>(work: (rig: Rig, argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  run<Result>(work: (rig: Rig) => Result | Promise<Result>): Promise<Result>;
  /** Tells the page that the machine has no network, or has one again. */
  setOffline(offline: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The function's call as an expression for the page; its first argument is what the page calls `subject`. */
export const call = (work: (...given: never[]) => unknown, argument: unknown, subject = "rig"): string =>
  `(${work})(globalThis.${subject}, ${argument === undefined ? "undefined" : JSON.stringify(argument)})`;

/** A page of Playwright, the only one of its context. */
export function tabOf(page: import("@playwright/test").Page): Tab {
  return {
    run: (work: (...given: never[]) => unknown, argument?: unknown) => page.evaluate<never>(call(work, argument)),
    setOffline: (offline) => page.context().setOffline(offline),
    close: () => page.context().close(),
  };
}
