/**
 * The reactions this page offers, and their drawings: drawn, so that they look the same on every system and need no
 * emoji font. A reaction of another kind, made by another app, is shown by its name.
 */
import { html, svg, type TemplateResult } from "lit-html";

const FACE = svg`<circle cx="12" cy="12" r="10" fill="#f7c548" /><circle cx="12" cy="12" r="9.5" fill="none" stroke="#d99a1e" />`;
const INK = "#4a3208";

function art(shape: TemplateResult): TemplateResult {
  return html`<svg class="reaction-art" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;
}

export interface ReactionKind {
  /** The reaction's `type` on the wire. */
  type: string;
  /** For tooltips and screen readers. */
  label: string;
  art: TemplateResult;
}

export const REACTIONS: readonly ReactionKind[] = [
  {
    type: "like",
    label: "Thumbs up",
    art: art(svg`<path d="M2.5 11.200h4v10h-4z" fill="#176b5b" /><path
      d="M8 11.200c2.6-1.8 3.4-4.4 3.5-7.6.1-1.5 3.7-1.4 3.7 1.9 0 1.7-.5 3.2-.9 4.200h5c2.5 0 2.7 2.5 1.6 3.3 1.1.8 1 2.7-.3 3.3.7.9.4 2.5-.9 2.9.4 1.1-.5 2.3-2 2.300h-5.200c-2 0-2.8-.9-4.5-.9z"
      fill="#f7c548" stroke="#d99a1e" />`),
  },
  {
    type: "love",
    label: "Heart",
    art: art(svg`<path d="M12 21C5.5 16.2 2 12.7 2 8.6 2 5.5 4.4 3.2 7.3 3.200c1.9 0 3.7 1 4.7 2.7 1-1.7 2.8-2.7 4.7-2.7 2.9 0 5.3 2.3 5.3 5.4 0 4.1-3.5 7.6-10 12.400Z" fill="#e0495b" />`),
  },
  {
    type: "haha",
    label: "Laughing",
    art: art(svg`${FACE}<path d="M5.5 9.800c.8-1.8 3-1.8 3.8 0m5.4 0c.8-1.8 3-1.8 3.8 0" fill="none" stroke="${INK}" stroke-width="1.6" stroke-linecap="round" /><path d="M6 12.800h12a6 6 0 0 1-12 0Z" fill="${INK}" /><path d="M8.6 17.700a4.5 4.5 0 0 1 6.8 0 6 6 0 0 1-6.8 0Z" fill="#e0495b" />`),
  },
  {
    type: "wow",
    label: "Astonished",
    art: art(svg`${FACE}<circle cx="8.3" cy="9.5" r="1.5" fill="${INK}" /><circle cx="15.7" cy="9.5" r="1.5" fill="${INK}" /><path d="M6.3 6.400c.9-.9 2.2-1.2 3.3-.9m8.1.9c-.9-.9-2.2-1.2-3.3-.9" fill="none" stroke="${INK}" stroke-width="1.2" stroke-linecap="round" /><ellipse cx="12" cy="16" rx="2.6" ry="3.3" fill="${INK}" />`),
  },
  {
    type: "sad",
    label: "Sad",
    art: art(svg`${FACE}<circle cx="8.3" cy="10.5" r="1.4" fill="${INK}" /><circle cx="15.7" cy="10.5" r="1.4" fill="${INK}" /><path d="M8 17.500a4.6 4.6 0 0 1 8 0" fill="none" stroke="${INK}" stroke-width="1.6" stroke-linecap="round" /><path d="M17 13c1.3 1.9 1.9 2.8 1.9 3.700a1.9 1.9 0 0 1-3.8 0c0-.9.6-1.8 1.9-3.700Z" fill="#4a9fd8" />`),
  },
  {
    type: "celebrate",
    label: "Party popper",
    art: art(svg`<path d="m2.5 21.5 4.7-12.3 7.6 7.600z" fill="#f7c548" stroke="#d99a1e" stroke-linejoin="round" /><path d="m5 15 4 4M6.3 11.800l5.9 5.9" stroke="#e0495b" stroke-width="1.7" /><path d="M12 9.500c.3-2.7 2-3.4 1.3-6M15.5 12.300c2.4-1 3.2-.2 5.5-1.300M14.2 10.500l4-4.6" fill="none" stroke="#176b5b" stroke-width="1.6" stroke-linecap="round" /><circle cx="8.5" cy="4.5" r="1.2" fill="#4a9fd8" /><circle cx="20.5" cy="3.5" r="1.3" fill="#e0495b" /><circle cx="19.5" cy="16.5" r="1.2" fill="#8a63c9" />`),
  },
];

const byType = new Map(REACTIONS.map((kind) => [kind.type, kind]));

export function reactionArt(type: string): TemplateResult {
  return byType.get(type)?.art ?? html`<span class="reaction-name">${type}</span>`;
}

export function reactionLabel(type: string): string {
  return byType.get(type)?.label ?? type;
}
