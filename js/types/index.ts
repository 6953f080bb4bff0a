/** Gathers the public types. Declares none. `export *` on purpose: module augmentation does not see renamed exports. */
export type * from './api.js';
export type * from './app.js';
export type * from './attachment.js';
export type * from './channel.js';
export type * from './custom.js';
export type * from './event.js';
export type * from './filters.js';
export type * from './member.js';
export type * from './message.js';
export type * from './message_set.js';
export type * from './reaction.js';
export type * from './user.js';
