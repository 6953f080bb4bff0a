/** Draws the page at most once per frame, however many things changed. Knows nothing of what it draws. */
import { render, type TemplateResult } from "lit-html";

export interface View {
  render(): TemplateResult;
  /** Called right before the document changes: the moment to measure. */
  beforeDraw?(): void;
  /** Called right after it changed: the moment to scroll or focus. */
  afterDraw?(): void;
}

export class Screen {
  #view: View | undefined;
  #scheduled = false;
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  show(view: View): void {
    this.#view = view;
    this.changed();
  }

  /** Something may look different now. Cheap; call it as often as you like. */
  readonly changed = (): void => {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A page in the background gets no animation frames, but its title must still count.
    if (document.hidden) queueMicrotask(() => this.#draw());
    else requestAnimationFrame(() => this.#draw());
  };

  #draw(): void {
    this.#scheduled = false;
    this.#view?.beforeDraw?.();
    render(this.#view?.render(), this.#root);
    this.#view?.afterDraw?.();
  }
}
