/** Compiles, never runs: own fields by module augmentation. */
import { type Channel, type MessageResponse, StreamChat } from 'stream-chat-wasm';

declare module 'stream-chat-wasm' {
  interface CustomUserData { nickname?: string }
  interface CustomChannelData { colour?: 'red' | 'blue' }
  interface CustomMessageData { mood?: 'glad' | 'sad' }
  interface CustomMemberData { seat?: number }
  interface CustomReactionData { emoji?: string }
  interface CustomEventData { request_id?: string }
  interface CustomAttachmentData { rating?: number }
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

  // @ts-expect-error Not one of the declared values.
  await channel.sendMessage({ text: 'x', mood: 'angry' });
  // @ts-expect-error Not declared.
  await channel.sendMessage({ text: 'x', weather: 'rain' });
}
