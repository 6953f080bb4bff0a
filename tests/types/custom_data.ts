/** Compiles, never runs: own fields by module augmentation. */
import {
  type Channel, type ChannelMemberUpdates, type CommandVariants, type CustomEventTypes, type EventHandler, type FileAttachment, type FormatMessageResponse,
  type LocalMessageBase, type MessageBase, type MessageResponse, type MessageResponseBase, type MessageUpdatableFields, type PartialUpdateChannelFields,
  type Poll, type PollOptionResponse, StreamChat, type Thread, type ThreadResponse, type TypingStartEvent, type UploadedAttachment,
} from 'stream-chat-wasm';

declare module 'stream-chat-wasm' {
  interface CustomUserData { nickname?: string }
  interface CustomChannelData { colour?: 'red' | 'blue' }
  interface CustomMessageData { mood?: 'glad' | 'sad' }
  interface CustomMemberData { seat?: number }
  interface CustomReactionData { emoji?: string }
  interface CustomEventData { request_id?: string }
  interface CustomAttachmentData { rating?: number }
  interface CustomPollData { topic?: 'food' | 'place' }
  interface CustomPollOptionData { colour?: string }
  interface CustomThreadData { priority?: number }
  interface CustomCommandData { roll: unknown }
  interface CustomEventTypes { 'friendship.asked': unknown; 'friendship.ended': unknown }
}

const client = StreamChat.getInstance('key');

export async function ownFields(channel: Channel, message: MessageResponse): Promise<void> {
  await client.connectUser({ id: 'john', nickname: 'J' }, 'token');
  const colour: 'red' | 'blue' | undefined = client.channel('messaging', 'x', { colour: 'red' }).data?.colour;
  const mood: 'glad' | 'sad' | undefined = channel.state.messages[0]?.mood ?? message.mood;
  await channel.sendMessage({ text: 'x', mood: 'glad', attachments: [{ rating: 5 }] });
  await channel.sendReaction('m', { type: 'like', emoji: '+' });
  await channel.sendEvent({ type: 'friendship_request', request_id: '1' });
  await client.queryChannels({ colour: { $in: ['red'] } }, { colour: 1 });
  await client.queryUsers({ nickname: 'J' });
  await client.partialUpdateMessage('m', { set: { mood: 'sad' }, unset: ['mood'] });
  await channel.queryMembers({ seat: { $gt: 3 } });
  channel.on('friendship_request', (event) => console.log(event.request_id, event.user?.nickname, event.member?.seat));
  console.log(colour, mood, client.user?.nickname, channel.state.members['john']?.seat, channel.state.membership.seat);

  const command: CommandVariants = 'roll';
  const offered: CommandVariants | undefined = channel.getConfig()?.commands?.[0]?.name;
  console.log(command, offered);

  // @ts-expect-error Not one of the declared values.
  await channel.sendMessage({ text: 'x', mood: 'angry' });
  // @ts-expect-error Not declared.
  await channel.sendMessage({ text: 'x', weather: 'rain' });
}

export async function ownFieldsOfPollsAndThreads(poll: Poll, thread: Thread, stored: ThreadResponse): Promise<void> {
  await client.createPoll({ name: 'Where?', topic: 'place', options: [{ text: 'here', colour: 'red' }] });
  await client.createPollOption(poll.id, { text: 'there', colour: 'blue' });
  await poll.partialUpdate({ set: { topic: 'food' }, unset: ['topic'] });
  const topic: 'food' | 'place' | undefined = poll.data.topic;
  const colour: string | undefined = poll.data.options[0]?.colour;
  await client.partialUpdateThread(thread.id, { set: { title: 'x', priority: 1 }, unset: ['priority'] });
  const priority: number | undefined = thread.state.getLatestValue().custom.priority ?? stored.priority;
  console.log(topic, colour, priority);

  // @ts-expect-error Not one of the declared values.
  await client.createPoll({ name: 'Where?', topic: 'time' });
  // @ts-expect-error Not declared.
  await client.createPollOption(poll.id, { text: 'there', weight: 2 });
  // @ts-expect-error A number was declared.
  await client.partialUpdateThread(thread.id, { set: { priority: 'high' } });
}

type Mood = 'glad' | 'sad' | undefined;

export function ownFieldsOfNamedTypes(
  base: MessageBase, response: MessageResponseBase, local: LocalMessageBase, shown: FormatMessageResponse, typing: TypingStartEvent, option: PollOptionResponse,
): void {
  const moods: Mood[] = [base.mood, response.mood, local.mood, shown.mood];
  const change: Partial<MessageUpdatableFields> = { mood: 'glad' };
  const attachment: FileAttachment = { type: 'file', rating: 5 };
  const any: UploadedAttachment = { type: 'image', rating: 3 };
  const seat: ChannelMemberUpdates = { seat: 5, archived: true };
  const channel: PartialUpdateChannelFields = { colour: 'blue' };
  const handlers: Record<keyof CustomEventTypes, EventHandler> = { 'friendship.asked': ({ request_id }) => console.log(request_id), 'friendship.ended': () => {} };
  client.on('friendship.asked', handlers['friendship.asked']);
  console.log(moods, change, attachment, any, seat, channel, typing.request_id, option.colour);

  // @ts-expect-error Not one of the declared values.
  const wrong: Partial<MessageUpdatableFields> = { mood: 'angry' };
  // @ts-expect-error A number was declared.
  const rated: UploadedAttachment = { type: 'image', rating: 'good' };
  // @ts-expect-error Not declared.
  const event: keyof CustomEventTypes = 'friendship.renewed';
  console.log(wrong, rated, event);
}
