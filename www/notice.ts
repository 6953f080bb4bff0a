/** A short notice at the bottom of the page about something that did not work. One at a time; it goes when dismissed. */
import { html, nothing, type TemplateResult } from "lit-html";
import { icons } from "./icons.js";
import { reasonOf } from "./text.js";

export class Notice {
  #text = "";
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  show(text: string): void {
    this.#text = text;
    this.#changed();
  }

  /** Waits for an action whose failure only needs telling: "Reaction not sent: ...". */
  async watch(what: string, action: Promise<unknown>): Promise<void> {
    try {
      await action;
    } catch (error) {
      this.show(`${what}: ${reasonOf(error)}`);
    }
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#text) return nothing;
    return html`<div class="notice" role="alert" data-testid="notice">
      <span>${this.#text}</span>
      <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => this.show("")}>${icons.close}</button>
    </div>`;
  }
}
