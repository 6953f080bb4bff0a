/** The module wasm-bindgen generates, under the names of `core.ts`. Does not load it. */
import type { CoreModule, Slot } from '../core.js';
import init, { StreamChat } from '../generated/stream_chat_wasm.js';

/** Methods that are one numbered command of the exported class; the place in the list is the number (`exports.rs`). */
const commands = [
  'queryChannels', 'queryChannel', 'stopWatching', 'sendMessage', 'keystroke', 'stopTyping', 'markRead', 'connectAnonymousUser',
  'setGuestUser', 'openConnection', 'closeConnection',
];

/** What follows those: two commands, then the views. */
const CALL = 11, OPEN_CHANNEL = 12, VIEWS = 13;

/** From this number on, commands concern no channel, as the first does not. */
const WITHOUT_CHANNEL = 7;

/** Methods that are one numbered view (`views.rs`). */
const views = [
  'user', 'userID', 'clientID', 'connectionID', 'isHealthy', 'users', 'countUnread', 'removeMessage', 'channelCid', 'channelId',
  'channelData', 'channelMessages', 'channelMembers', 'channelRead', 'channelTyping', 'channelWatchers', 'channelMembership',
  'channelWatcherCount', 'channelUnreadCount', 'channelLastMessageAt', 'channelInitialized', 'channelDisconnected',
];

interface Numbered {
  command(what: number, slot: Slot, argument: unknown, settings?: unknown): unknown;
}

/** Adds the names once, when the first client is made: importing has no effect. */
function named(): CoreModule['StreamChat'] {
  const prototype = StreamChat.prototype as unknown as Record<string, unknown>;
  if (!prototype.listen) {
    prototype.listen = prototype.on;
    prototype.call = function (this: Numbered, endpoint: string, path: string[], query: unknown, body: unknown, options: unknown) {
      return this.command(CALL, 0, [endpoint, path, query, body], options);
    };
    prototype.openChannel = function (this: Numbered, ...values: unknown[]) {
      const slot = this.command(OPEN_CHANNEL, 0, values);
      if (typeof slot !== 'number') throw slot;
      return slot;
    };
    commands.forEach((name, what) => {
      prototype[name] = what && what < WITHOUT_CHANNEL
        ? function (this: Numbered, slot: Slot, ...values: unknown[]) { return this.command(what, slot, values); }
        : function (this: Numbered, ...values: unknown[]) { return this.command(what, 0, values); };
    });
    views.forEach((name, what) => {
      prototype[name] = function (this: Numbered, slot: Slot, argument: unknown) { return this.command(VIEWS + what, slot, argument); };
    });
  }
  return StreamChat as unknown as CoreModule['StreamChat'];
}

/** The class and its loader. */
export const glue: CoreModule = {
  default: (source) => (init as CoreModule['default'])(source),
  get StreamChat() { return named(); },
};
