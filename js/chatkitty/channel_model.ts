/** Channels as apps hold them, made of Stream's. */
import type { ChannelMemberResponse, ChannelResponse, MessageResponse } from '../index.js';
import type { Settings } from './configuration.js';
import { channelNumber } from './ids.js';
import { messageModel } from './message_model.js';
import type { Channel, ChannelType } from './models.js';
import { type OwnFields, propertiesOf, timeText, type userModelOf } from './user_model.js';

/** Whether a text names a kind of channel. */
export const isKind = (text: unknown): text is ChannelType => /^(DIRECT|PUBLIC|PRIVATE|OPEN)$/.test(`${text}`);

/** The kind of a channel: as it was made here, else by its id and type. */
export function kindOf({ id = '', type, ck_type }: { id?: string | undefined; type: string } & OwnFields, { channelTypes }: Settings): ChannelType {
  if (isKind(ck_type)) return ck_type;
  if (id.startsWith('!members-')) return 'DIRECT';
  return type === channelTypes.OPEN ? 'OPEN' : type === channelTypes.PUBLIC ? 'PUBLIC' : 'PRIVATE';
}

/** The model of a channel, as far as it is known. `me`: id of the own user; `person`: makes the models of users. */
export function channelModel(channel: ChannelResponse & OwnFields, settings: Settings, me: string, person: typeof userModelOf, known: { members?: ChannelMemberResponse[]; messages?: MessageResponse[] } = {}): Channel {
  const type = kindOf(channel, settings);
  const members = (known.members ?? channel.members ?? []).map(({ user, user_id }) => person(user, user_id));
  const others = members.filter((member) => member._stream.id !== me).map((member) => member.displayName).join(', ');
  const last = known.messages?.filter((message) => message.type !== 'deleted').pop();
  const { id, cid, name = '' } = channel;
  const base = {
    id: channelNumber(cid),
    name,
    displayName: name || (type === 'DIRECT' ? others : id),
    ...(channel.created_by && { creator: person(channel.created_by) }),
    ...(last && { lastReceivedMessage: messageModel(last, cid) }),
    createdTime: timeText(channel.created_at),
    properties: propertiesOf(channel),
    _stream: { id, cid },
  };
  return type === 'DIRECT' ? { ...base, type, members } : { ...base, type };
}
