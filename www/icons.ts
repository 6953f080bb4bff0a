/** The page's drawings: interface icons. Reactions have their own (reaction_art.ts). */
import { svg, html, type TemplateResult } from "lit-html";

/** Strokes on a 20 × 20 grid, in the colour of the text around them. */
function icon(paths: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${paths}</svg>`;
}

export const icons = {
  add: icon(svg`<path d="M10 4v12M4 10h12" />`),
  back: icon(svg`<path d="m12 4-6 6 6 6" />`),
  close: icon(svg`<path d="m5 5 10 10M15 5 5 15" />`),
  dark: icon(svg`<path d="M16 11.6A6.6 6.6 0 0 1 8.4 4a6.6 6.6 0 1 0 7.6 7.6Z" />`),
  down: icon(svg`<path d="M10 4v12m-5-5 5 5 5-5" />`),
  light: icon(
    svg`<circle cx="10" cy="10" r="3.2" /><path d="M10 2.5v1.8m0 11.4v1.8M2.5 10h1.8m11.4 0h1.8M4.7 4.7 6 6m8 8 1.3 1.3m0-10.6L14 6m-8 8-1.3 1.3" />`,
  ),
  people: icon(
    svg`<circle cx="7.5" cy="7" r="2.8" /><path d="M2.5 16a5 5 0 0 1 10 0M13 4.6a2.8 2.8 0 0 1 0 4.8m1.8 2.4a5 5 0 0 1 2.7 4.2" />`,
  ),
  search: icon(svg`<circle cx="9" cy="9" r="5" /><path d="m13 13 4 4" />`),
  send: icon(svg`<path d="M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5 16.5 4" />`),
  sending: icon(svg`<circle cx="10" cy="10" r="6.5" /><path d="M10 6.500V10l2.5 1.5" />`),
  sent: icon(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`),
  signOut: icon(svg`<path d="M8 3.500H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.500h3M12.5 6.5 16 10l-3.5 3.500M16 10H8" />`),
  smile: icon(
    svg`<path d="M16.6 9A6.7 6.7 0 1 1 11 3.400M15.5 2.500v5M13 5h5" /><path d="M7 11.500a3.5 3.5 0 0 0 6 0M7.6 8.200v.1m4.8-.1v.1" />`,
  ),
  system: icon(svg`<rect x="3" y="4" width="14" height="9.5" rx="1.5" /><path d="M7.5 16.500h5" />`),
  warning: icon(svg`<path d="M10 3.5 17.5 16.500h-15zM10 8.500v3.500m0 2.200v.1" />`),
};
