/** Channels as apps hold them, made of Stream's. */
import type { ChannelAPIResponse, ChannelMemberResponse, ChannelResponse, MessageResponse } from '../index.js';
import type { Settings } from './configuration.js';
import { channelNumber } from './ids.js';
import { messageModel } from './message_model.js';
import type { Channel, ChannelType } from './models.js';
import { type OwnFields, propertiesOf, timeText, userModel, userModelOf } from './user_model.js';

/** Fields of Stream's own; what else a channel has is the app's. */
const BUILT_IN = [
  'id', 'type', 'cid', 'name', 'image', 'team', 'frozen', 'cooldown', 'auto_translation_enabled', 'auto_translation_language',
  'filter_tags', 'disabled', 'created_by', 'created_by_id', 'created_at', 'updated_at', 'deleted_at', 'truncated_at', 'truncated_by',
  'last_message_at', 'member_count', 'message_count', 'members', 'hidden', 'hide_messages_before', 'blocked', 'muted',
  'mute_expires_at', 'config', 'own_capabilities', 'ck_id', 'ck_type',
];

const KINDS: readonly string[] = ['DIRECT', 'PUBLIC', 'PRIVATE', 'OPEN'] satisfies ChannelType[];

/** Whether a text names a kind of channel. */
export const isKind = (text: unknown): text is ChannelType => KINDS.includes(text as string);

/** The kind of a channel: as it was made here, else by its id and type. */
export function kindOf({ id, type, ck_type }: { id: string; type: string } & OwnFields, { channelTypes }: Settings): ChannelType {
  if (isKind(ck_type)) return ck_type;
  if (id.startsWith('!members-')) return 'DIRECT';
  return type === channelTypes.OPEN ? 'OPEN' : type === channelTypes.PUBLIC ? 'PUBLIC' : 'PRIVATE';
}

/** The model of a channel, as far as it is known. `me`: id of the own user. */
export function channelModel(channel: ChannelResponse & OwnFields, settings: Settings, me: string, known: { members?: ChannelMemberResponse[]; messages?: MessageResponse[] } = {}): Channel {
  const type = kindOf(channel, settings);
  const members = (known.members ?? channel.members ?? []).map(({ user, user_id }) => userModelOf(user, user_id));
  const others = members.filter((member) => member._stream.id !== me).map((member) => member.displayName).join(', ');
  const last = known.messages?.filter((message) => message.type !== 'deleted').pop();
  const base = {
    id: channelNumber(channel.cid),
    name: channel.name ?? '',
    displayName: channel.name || (type === 'DIRECT' ? others : channel.id),
    ...(channel.created_by && { creator: userModel(channel.created_by) }),
    ...(last && { lastReceivedMessage: messageModel({ cid: channel.cid, ...last }) }),
    createdTime: timeText(channel.created_at),
    properties: propertiesOf(channel, BUILT_IN),
    _stream: { id: channel.id, cid: channel.cid },
  };
  return type === 'DIRECT' ? { ...base, type, members } : { ...base, type };
}

/** The model of a channel with its state. */
export const channelModelOf = (bundle: ChannelAPIResponse, settings: Settings, me: string): Channel =>
  channelModel(bundle.channel, settings, me, bundle);
