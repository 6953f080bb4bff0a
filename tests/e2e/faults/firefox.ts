/**
 * Drives an installed Firefox over WebDriver, with the driver that the wasm tests use. Playwright drives only a Firefox of
 * its own making, which a package manager does not have. Offers what `Tab` asks for and no more.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { call, type Tab } from "./tab.js";

/** Settings that keep it from calling home: those of the wasm tests. */
const settings = JSON.parse(readFileSync(new URL("../../../webdriver.json", import.meta.url), "utf8")) as Record<string, object>;

const LISTENING = /Listening on (\S+)/;
/** Milliseconds between two looks whether code in the page is done. */
const LOOK_MS = 20;

export class Firefox {
  private constructor(
    private readonly driver: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(): Promise<Firefox> {
    // The browser's own code has to say that the network is gone; since Firefox 138 a driver must be allowed to run that.
    const driver = spawn(process.env["GECKODRIVER"] ?? "geckodriver", ["--port", "0", "--allow-system-access"], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(driver, "exit").then(([code]) => {
      throw new Error(`geckodriver ended with ${code} before it was ready`);
    });
    const ready = new Promise<string>((resolve) => {
      createInterface({ input: driver.stdout }).on("line", (line) => {
        const address = LISTENING.exec(line)?.[1];
        if (address) resolve(`http://${address}`);
      });
    });
    const url = await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    return new Firefox(driver, url);
  }

  async stop(): Promise<void> {
    const ended = once(this.driver, "exit");
    this.driver.kill();
    await ended;
  }

  async #command<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${this.url}/session${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: Answer & { message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.message}`);
    return value;
  }

  /** A browser of its own for each tab: profiles must not meet. */
  async open(address: string): Promise<Tab> {
    const options = { ...settings["moz:firefoxOptions"], ...(process.env["FIREFOX"] && { binary: process.env["FIREFOX"] }) };
    const capabilities = { alwaysMatch: { "moz:firefoxOptions": options } };
    const { sessionId } = await this.#command<{ sessionId: string }>("POST", "", { capabilities });
    const session = `/${sessionId}`;
    await this.#command("POST", `${session}/url`, { url: address });
    // One after the other: while the session looks at the browser itself, nothing can be asked of the page.
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      const turn = last.then(work, work);
      last = turn;
      return turn;
    };
    // The page's own `eval`: the driver's code runs in a world beside the page's.
    const evaluate = <Answer>(code: string) =>
      inTurn(() => this.#command<Answer>("POST", `${session}/execute/sync`, { script: "return window.eval(arguments[0])", args: [code] }));
    let runs = 0;
    return {
      // Begun and asked for: a driver does one command at a time, and the page may do several things.
      run: async (work: (...given: never[]) => unknown, argument?: unknown) => {
        const number = ++runs;
        await evaluate(`runs.begin(${number}, () => ${call(work, argument)})`);
        for (;;) {
          const outcome = await evaluate<string | null>(`runs.outcome(${number})`);
          if (outcome !== null) {
            const { value, error } = JSON.parse(outcome) as { value?: never; error?: string };
            if (error) throw new Error(error);
            return value as never;
          }
          await new Promise((done) => setTimeout(done, LOOK_MS));
        }
      },
      setOffline: (offline) =>
        inTurn(async () => {
          await this.#command("POST", `${session}/moz/context`, { context: "chrome" });
          await this.#command("POST", `${session}/execute/sync`, { script: `Services.io.offline = ${offline};`, args: [] });
          await this.#command("POST", `${session}/moz/context`, { context: "content" });
        }),
      close: () => inTurn(() => this.#command("DELETE", session)),
    };
  }
}
