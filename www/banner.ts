/** The strip that tells how the connection is: connecting, lost and trying again, back. Listens to nothing itself. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { ConnectionState } from "stream-chat-wasm";

type Link = "connecting" | "online" | "offline" | "back";

/** How long "back online" stays, in milliseconds: long enough to read two words, short enough not to be in the way. */
const BACK_MS = 2500;

const WORDS: Readonly<Record<Exclude<Link, "offline">, string>> = {
  connecting: "Connecting…",
  online: "",
  back: "Back online",
};

export class Banner {
  #link: Link = "connecting";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly connection: () => ConnectionState,
    private readonly changed: () => void,
  ) {}

  /** From the event `connection.changed`. */
  set online(online: boolean) {
    const wasLost = this.#link === "offline";
    if (!online) this.#become("offline");
    else if (wasLost) this.#become("back");
    else if (this.#link === "connecting") this.#become("online");
  }

  #become(link: Link): void {
    clearTimeout(this.#timer);
    this.#link = link;
    if (link === "back") this.#timer = setTimeout(() => this.#become("online"), BACK_MS);
    clearInterval(this.#ticking);
    // The seconds until the next attempt are counted down.
    if (link === "offline") this.#ticking = setInterval(this.changed, 1000);
    this.changed();
  }

  /** Stops its timers. */
  end(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
  }

  get #words(): string {
    const { state, nextAttemptAt } = this.connection();
    const seconds = nextAttemptAt ? Math.ceil((nextAttemptAt.getTime() - Date.now()) / 1000) : 0;
    if (this.#link !== "offline") return WORDS[this.#link];
    return state === "waiting" && seconds > 1 ? `Offline – trying again in ${seconds} s` : "Offline – trying again…";
  }

  render(): TemplateResult {
    return html`<div class="banner-place" role="status">
      ${this.#link === "online"
        ? nothing
        : html`<p class="banner is-${this.#link}" data-testid="banner" data-link=${this.#link}>
            <span class="banner-dot" aria-hidden="true"></span>${this.#words}
          </p>`}
    </div>`;
  }
}
