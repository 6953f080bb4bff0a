/** Arrow keys inside a list: one tab stop, Up/Down/Home/End move it. The items carry `data-roving`. */

const STEP: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** For `@keydown` on the list. Keys typed inside an item's own controls are left alone unless the item itself has focus. */
export function moveFocus(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>("[data-roving]")];
  const at = items.indexOf(event.target as HTMLElement);
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = STEP[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : step === undefined ? -1 : at + step;
  const next = items[to];
  if (!next) return;
  event.preventDefault();
  focusItem(list, next);
}

/** Moves the tab stop and the focus to one item. */
export function focusItem(list: HTMLElement, item: HTMLElement): void {
  for (const other of list.querySelectorAll<HTMLElement>("[data-roving]")) other.tabIndex = other === item ? 0 : -1;
  item.focus();
}
