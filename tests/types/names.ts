/** Compiles, never runs: what apps name with types alone: props, reducers, options and results in variables, own helpers. */
import {
  type AnnounceDeliveryOptions, type ArrayOneOrMore, type ArrayTwoOrMore, type ChannelConfig, type ChannelConfigWithInfo, type ChannelMemberResponse,
  type ChannelMemberUpdates, type Configs, type ConnectionChangeEvent, type Coords, type CreatedAtUpdatedAt, type Device, type DeviceFields, type Event,
  type EventHandler, type EventTypes, type ExtendedQueryFilters, type Flag, type FormatMessageResponse, formatMessage, type GetMessageAPIResponse,
  type InviteStatus, type KnownKeys, type LiteralStringForUnion, type LocalMessage, type LocalMessageBase, type LogLevel, type MessageBase,
  type MessageDeletionStrategy, type MessageOptions, type MessageResponse, type MessageResponseBase, type MessageUpdatableFields, type MsgRef, type Mute,
  type MuteResponse, type ParsedPredefinedFilterResponse, type PartializeKeys, type PartialUpdateChannelFields, type PollEnrichData,
  type PollPaginationOptions, type PushPreference, type QueryPollsParams, type QuerySort, type ReactionGroupUserResponse, type Readable,
  type ReminderResponseBaseOrResponse, type RequireAtLeastOne, type RequireOnlyOne, type ReservedUpdatedMessageFields, type Role, type Sort, StreamChat,
  type TeamsRole, type Thresholds, type TranslationLanguages, type TypingStartEvent, type UnknownType, type Unpacked, type UR, type UserProgress,
  type UserResponse, type VotesFiltersOptions,
} from 'stream-chat-wasm';
import type { Channel } from 'stream-chat-wasm';

const client = StreamChat.getInstance('key');

/** The same in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};

export const MessageRow = ({ message, readBy, onFlag }: { message: LocalMessage; readBy: UserResponse[]; onFlag?: (id: MessageResponse['id']) => Promise<Flag> }): string => {
  const quoted: LocalMessageBase | MessageResponseBase | null | undefined = message.quoted_message;
  const moderated: string | undefined = message.moderation?.action === 'bounce' ? message.moderation.original_text : undefined;
  void onFlag?.(message.id).then(({ details, user }) => console.log(details?.original_text, details?.automod?.result?.ai_moderation_response?.toxic.toFixed(), user.id));
  return [message.created_at.toISOString(), message.text, quoted?.text, moderated, readBy.length, message.reminder?.remind_at, message.draft?.message.text].join();
};

type Action =
  | { type: 'set'; messages: FormatMessageResponse[] }
  | { type: 'add'; message: MessageResponse | MessageResponseBase | LocalMessage }
  | { type: 'patch'; id: string; fields: Partial<MessageUpdatableFields> };

export function reduceMessages(state: LocalMessage[], action: Action): LocalMessage[] {
  switch (action.type) {
    case 'set': return action.messages;
    case 'add': return [...state, formatMessage(action.message)];
    case 'patch': return state.map((message) => (message.id === action.id ? { ...message, ...action.fields } : message));
  }
}

const handlers: Partial<Record<EventTypes, EventHandler>> = {
  'message.new': ({ message }) => console.log(message?.text),
  'typing.start': (event) => typing(event as TypingStartEvent),
  'connection.changed': (event) => online(event as ConnectionChangeEvent),
};
const typing = ({ type, user }: TypingStartEvent): void => { holds<Same<typeof type, 'typing.start'>>(); console.log(user?.name); };
const online = ({ online: now }: ConnectionChangeEvent): boolean => now;
export const listen = (channel: Channel): Array<() => void> =>
  Object.entries(handlers).flatMap(([type, handler]) => (handler ? [channel.on(type, handler).unsubscribe] : []));

export async function options(channel: Channel): Promise<void> {
  const delete_messages: MessageDeletionStrategy = 'soft';
  await channel.banUser('bob', { timeout: 30, delete_messages });
  const updates: ChannelMemberUpdates = { pinned: true, channel_role: 'channel_moderator' };
  await channel.updateMemberPartial({ set: updates });
  const fields: PartialUpdateChannelFields = { name: 'Trips' };
  await channel.updatePartial({ set: fields });
  const here: Coords = { latitude: 52.5, longitude: 13.4 };
  await channel.sendSharedLocation({ ...here, created_by_device_id: 'd' });
  const { filter, sort, options: page }: QueryPollsParams = { filter: { is_closed: false }, sort: { created_at: -1 }, options: { limit: 5 } satisfies PollPaginationOptions };
  await client.queryPolls(filter, sort, page);
  const orders: QuerySort[] = [[{ last_message_at: -1 }], { created_at: 1 }];
  const byName: Sort<{ name: string }> = { name: 1 };
  const open: ExtendedQueryFilters<VotesFiltersOptions> = { $or: [{ option_id: 'o' }, { user_id: { $in: ['john'] } }] };
  await client.queryPollVotes('p', open);
  const language: TranslationLanguages = 'fr-CA';
  await client.translateMessage('m', language);
  const preference: PushPreference = { chat_level: 'mentions', call_level: 'none' };
  await client.setPushPreferences([preference]);
  const telling: AnnounceDeliveryOptions = { user_id: 'john' };
  await client.markChannelsDelivered({ ...telling, latest_delivered_messages: [{ cid: channel.cid, id: 'm' }] });
  const wanted: MessageOptions = { member_custom_include: ['seat'] };
  console.log(orders, byName, wanted);
}

export async function results(channel: Channel): Promise<void> {
  const { message }: GetMessageAPIResponse = await client.getMessage('m');
  const groups: ReactionGroupUserResponse[] = Object.values(message.reaction_groups ?? {}).flatMap(({ latest_reactions_by = [] }) => latest_reactions_by);
  const configs: Configs = client.configs;
  const config: ChannelConfigWithInfo | undefined = configs[channel.cid] ?? channel.getConfig();
  const likely: Thresholds['spam'] = config?.automod_thresholds?.spam;
  const made: Partial<CreatedAtUpdatedAt> | undefined = config;
  const plain: ChannelConfig = { ...config, commands: config?.commands?.map(({ name = 'all' }) => name) ?? [] };
  const { mute }: { mute?: MuteResponse } = await client.moderation.muteUser('bob');
  const mutes: Mute[] = mute ? [mute, ...client.mutedUsers] : client.mutedUsers;
  const { devices = [] }: { devices?: Device[] } = await client.getDevices();
  const refused: DeviceFields[] = devices.filter(({ disabled }) => disabled);
  const status: InviteStatus | 'member' | LiteralStringForUnion | undefined = channel.state.membership.status;
  const invited: ChannelMemberResponse[] = Object.values(channel.state.members).filter((member) => member.status === ('pending' satisfies InviteStatus));
  const { predefined_filter } = await client.queryChannelsRequestWithResponse({}, [], { predefined_filter: 'mine' });
  const stored: ParsedPredefinedFilterResponse | undefined = predefined_filter;
  const reminders: ReminderResponseBaseOrResponse[] = (await client.queryReminders()).reminders;
  const roles: TeamsRole | undefined = client.user?.teams_role;
  const role: Role | undefined = roles?.['red'];
  console.log(groups[0]?.user?.name, likely?.block, made?.created_at, plain.commands, mutes, refused[0]?.disabled_reason, status, invited, stored?.sort?.[0]?.field, reminders, role);
}

/** Who has read a message, from places as the state of reading has them. */
export const hasRead = ({ lastReadRef, user }: UserProgress, { timestampMs }: MsgRef): string | undefined => (lastReadRef.timestampMs >= timestampMs ? user.id : undefined);

export const levels: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
export const counted = ({ vote_count, vote_counts_by_option }: PollEnrichData): number => vote_count + (vote_counts_by_option['o'] ?? 0);
export const own = (unknown: UnknownType, more: UR): UR => ({ ...unknown, ...more });

interface Draft { id: string; text: string; at?: Date; [other: string]: unknown }
holds<Same<KnownKeys<Draft>, 'id' | 'text' | 'at'>>();
holds<Same<Unpacked<Draft[]>, Draft>>();
holds<Same<Unpacked<Promise<Draft>>, Draft>>();
holds<Same<Unpacked<() => Draft>, Draft>>();
holds<Same<Readable<{ id: string } & { text: string }>, { id: string; text: string }>>();
holds<Same<ReservedUpdatedMessageFields & keyof MessageUpdatableFields, never>>();
holds<Same<'text' | 'attachments' extends keyof MessageUpdatableFields ? true : false, true>>();
holds<Same<MessageBase['id'], string>>();

export const optional: PartializeKeys<{ id: string; text: string }, 'id'> = { text: 'x' };
export const one: RequireOnlyOne<{ image?: string; username?: string }> = { image: 'x' };
export const some: RequireAtLeastOne<{ image?: string; username?: string; age: number }, 'image' | 'username'> = { age: 5, username: 'x', image: 'y' };
export const first: ArrayOneOrMore<Event> = [{ type: 'message.new' }];

export const refusedByTypes = (event: Event): void => {
  // @ts-expect-error One of the two, not both.
  const both: RequireOnlyOne<{ image?: string; username?: string }> = { image: 'x', username: 'y' };
  // @ts-expect-error At least one of the two.
  const none: RequireAtLeastOne<{ image?: string; username?: string }> = {};
  // @ts-expect-error At least one event.
  const empty: ArrayOneOrMore<Event> = [];
  // @ts-expect-error At least two.
  const lonely: ArrayTwoOrMore<Event> = [event];
  // @ts-expect-error Not a language of the service.
  const language: TranslationLanguages = 'tlh';
  // @ts-expect-error An invitation is pending, accepted or rejected.
  const status: InviteStatus = 'maybe';
  // @ts-expect-error The service writes it.
  const fields: Partial<MessageUpdatableFields> = { reply_count: 3 };
  // @ts-expect-error Messages are hidden, emptied or gone.
  const strategy: MessageDeletionStrategy = 'burn';
  console.log(both, none, empty, lonely, language, status, fields, strategy);
};
