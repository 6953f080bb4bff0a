/**
 * Emoji and Stream's types of reactions. The few that Stream's own components offer have their names there; any other one
 * is written as its code points, `u1f389`, so that no table is needed to read it. A name that is no emoji stays a name.
 */
import type { Emoji } from './models.js';

/** Type, character, other names. */
const NAMED: ReadonlyArray<readonly [type: string, character: string, ...aliases: string[]]> = [
  ['like', '👍', 'thumbsup', '+1'], ['love', '❤️', 'heart'], ['haha', '😂', 'joy'], ['wow', '😮', 'open_mouth'], ['sad', '😢', 'cry'], ['angry', '😠'],
];

/** The type of reactions with an emoji: its character, or one of its names, with colons or without. */
export function reactionTypeOf(emoji: string | Pick<Emoji, 'character'>): string {
  const text = (typeof emoji === 'string' ? emoji : emoji.character).replace(/^:(.+):$/, '$1');
  const named = NAMED.find((names) => names.includes(text));
  if (named) return named[0];
  return /^[\w+-]+$/.test(text) ? text : `u${Array.from(text, (character) => character.codePointAt(0)?.toString(16)).join('-')}`;
}

/** The emoji of a type of reactions. */
export function emojiOf(type: string): Emoji {
  const [name = type, character, ...aliases] = NAMED.find(([named]) => named === type) ?? [];
  const points = /^u([0-9a-f]{2,6}(?:-[0-9a-f]{2,6})*)$/.exec(type)?.[1]?.split('-').map((point) => parseInt(point, 16));
  if (character === undefined && points?.every((point) => point <= 0x10ffff)) {
    const written = String.fromCodePoint(...points);
    return { character: written, description: written, aliases: [type], tags: [] };
  }
  return { character: character ?? type, description: name, aliases: [name, ...aliases], tags: [] };
}
