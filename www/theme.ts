/** Light, dark, or as the system says: the choice, where it is kept, and the button. Colours are in styles/tokens.css. */
import { html, type TemplateResult } from "lit-html";
import { icons } from "./icons.js";

type Theme = "system" | "light" | "dark";

const KEY = "chat-demo:theme";
const ORDER: readonly Theme[] = ["system", "light", "dark"];

/** The saved choice. Storage can be switched off in a browser; then the system decides. */
function savedTheme(): Theme {
  try {
    return ORDER.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

let current: Theme = "system";

function use(theme: Theme): void {
  current = theme;
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not kept then: the choice lasts until the page is closed.
  }
}

export function applySavedTheme(): void {
  use(savedTheme());
}

export function themeButton(changed: () => void): TemplateResult {
  const next = ORDER[(ORDER.indexOf(current) + 1) % ORDER.length] ?? "system";
  const label = `Theme: ${current}. Switch to ${next}`;
  return html`<button
    class="icon-button"
    type="button"
    data-testid="theme"
    aria-label=${label}
    title=${label}
    @click=${() => {
      use(next);
      changed();
    }}
  >
    ${icons[current]}
  </button>`;
}
