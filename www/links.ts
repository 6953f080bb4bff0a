/** Finds web addresses in a message's text. Only http and https ever become links; everything else stays text. */

/** A stretch of text, with an address if it is a link. */
export interface TextPart {
  text: string;
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
const BRACKETS = [["(", ")"], ["[", "]"], ["{", "}"]] as const;
/** Punctuation that ends a sentence rather than an address. */
const TRAILING = /[.,:;!?…]+$/;

/** Cuts a trailing full stop, and a closing bracket that was never opened, off an address. */
function trimAddress(address: string): string {
  let trimmed = address.replace(TRAILING, "");
  for (const [open, close] of BRACKETS) {
    while (trimmed.endsWith(close) && trimmed.split(close).length > trimmed.split(open).length) {
      trimmed = trimmed.slice(0, -1).replace(TRAILING, "");
    }
  }
  return trimmed;
}

/** The address as a browser would open it, or undefined when it is none or not of the web. */
function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimAddress(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
