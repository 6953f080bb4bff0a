/**
 * Emoji of Stream's types of reactions. The few that Stream's own components offer have their names there; any other one is
 * written as its code points, `u1f389`, so that no table is needed to read it. A name that is no emoji stays a name.
 */
import type { Emoji } from './models.js';

/** Characters by type. */
export const NAMED: ReadonlyMap<string, string> = new Map([['like', '👍'], ['love', '❤️'], ['haha', '😂'], ['wow', '😮'], ['sad', '😢'], ['angry', '😠']]);

/** The emoji of a type of reactions. */
export const emojiOf = (type: string): Emoji => ({
  character: NAMED.get(type) ?? (/^u[0-9a-f]{2,5}(-[0-9a-f]{2,5})*$/.test(type) ? String.fromCodePoint(...type.slice(1).split('-').map((point) => parseInt(point, 16))) : type),
  description: type,
  aliases: [type],
  tags: [],
});
