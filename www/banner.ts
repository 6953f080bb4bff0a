/** The strip that tells how the connection is: connecting, lost and trying again, back. Listens to nothing itself. */
import { html, nothing, type TemplateResult } from "lit-html";

type Link = "connecting" | "online" | "offline" | "back";

/** How long "back online" stays, in milliseconds: long enough to read two words, short enough not to be in the way. */
const BACK_MS = 2500;

const WORDS: Readonly<Record<Link, string>> = {
  connecting: "Connecting…",
  online: "",
  offline: "Offline – trying again…",
  back: "Back online",
};

export class Banner {
  #link: Link = "connecting";
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

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
    this.#changed();
  }

  render(): TemplateResult {
    return html`<div class="banner-place" role="status">
      ${this.#link === "online"
        ? nothing
        : html`<p class="banner is-${this.#link}" data-testid="banner" data-link=${this.#link}>
            <span class="banner-dot" aria-hidden="true"></span>${WORDS[this.#link]}
          </p>`}
    </div>`;
  }
}
