/** A modal dialog around some content: the browser's own, so Escape closes it and focus stays inside and returns. */
import { html, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { icons } from "./icons.js";

interface DialogOptions {
  title: string;
  testid: string;
  content: TemplateResult;
  /** The button that does it. */
  action: string;
  ready: boolean;
  submit(): void;
  closed(): void;
}

/** Opens what was just drawn. Drawn again while open, it stays as it is. */
const open = ref((element) => {
  const dialog = element as HTMLDialogElement | undefined;
  if (dialog && !dialog.open) queueMicrotask(() => dialog.isConnected && dialog.showModal());
});

/** Closes from inside; `closed` follows from the browser's event. */
const close = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

export function dialog({ title, testid, content, action, ready, submit, closed }: DialogOptions): TemplateResult {
  return html`<dialog class="dialog" data-testid=${testid} aria-labelledby="dialog-title" ${open} @close=${closed}>
    <form
      @submit=${(event: Event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <header>
        <h2 id="dialog-title">${title}</h2>
        <button class="icon-button" type="button" aria-label="Close" @click=${close}>${icons.close}</button>
      </header>
      ${content}
      <footer>
        <button class="button is-quiet" type="button" @click=${close}>Cancel</button>
        <button class="button" type="submit" data-testid="dialog-submit" ?disabled=${!ready}>${action}</button>
      </footer>
    </form>
  </dialog>`;
}
