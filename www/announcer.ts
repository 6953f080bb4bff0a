/** Says things to screen readers, through the one live region of index.html. Nothing here is visible. */

/** Replaces what was said before; the same words twice are said twice. */
export function announce(words: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = words;
  region.replaceChildren(line);
}
