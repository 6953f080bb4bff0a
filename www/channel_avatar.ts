/** The picture of a conversation: of the other person if there is one other, else of its name. */
import type { TemplateResult } from "lit-html";
import type { Channel } from "stream-chat-wasm";
import { avatar, personAvatar } from "./avatar.js";
import { counterpart, titleOf } from "./text.js";

export function channelAvatar(channel: Channel, ownId: string | undefined): TemplateResult {
  const other = counterpart(channel, ownId);
  if (other) return personAvatar(other, { online: !!other.online });
  return avatar(channel.cid, titleOf(channel, ownId), channel.data?.image, { group: true });
}
