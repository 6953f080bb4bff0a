/** Compiles, never runs: uploads, moderation, message sets, drafts and reminders. */
import {
  type AddedMessages, type Channel, type ChannelMuteStatus, type DraftResponse, type MessageSet, MODERATION_ENTITY_TYPES, StreamChat, type UploadProgress, type UploadSource,
} from 'stream-chat-wasm';

const client = StreamChat.getInstance('key');

export async function uploads(channel: Channel, file: File, stream: ReadableStream<Uint8Array>): Promise<string> {
  const giveUp = new AbortController();
  const onUploadProgress = ({ loaded, total, progress }: UploadProgress): void => console.log(loaded, total, progress);
  const sources: UploadSource[] = [file, new Blob(['x']), new Uint8Array(3), new ArrayBuffer(3), stream, 'blob:https://example.test/1'];
  for (const source of sources) await channel.sendFile(source, 'name.txt', 'text/plain', { id: 'john' }, { onUploadProgress, signal: giveUp.signal, timeout: 60_000 });
  const image = await channel.sendImage(file);
  const { file: address, thumb_url } = await client.uploadFile(file, file.name);
  await channel.deleteImage(image.file);
  await channel.deleteFile(address);
  await client.deleteFile(address);
  const { app } = await client.getAppSettings();
  console.log(thumb_url, app?.file_upload_config?.size_limit, app?.image_upload_config?.allowed_mime_types);
  return address;
}

export async function moderation(channel: Channel): Promise<void> {
  await client.moderation.flagUser('bob', 'spam', { custom: { page: 1 } });
  await client.moderation.flag(MODERATION_ENTITY_TYPES.message, 'm', 'bob', 'spam');
  const { items, next } = await client.moderation.queryReviewQueue({ entity_type: 'stream:chat:v1:message' }, { created_at: -1 }, { limit: 5 });
  await client.moderation.submitAction('ban', items[0]?.id ?? '', { ban: { timeout: 60 } });
  await client.moderation.muteUser('bob', { timeout: 30 });
  await channel.banUser('bob', { timeout: 30, reason: 'spam', delete_messages: 'soft' });
  await channel.unbanUser('bob');
  await client.shadowBan('bob', { type: 'messaging', id: 'x' });
  const { bans } = await client.queryBannedUsers({ channel_cid: 'messaging:x' }, { created_at: -1 }, { exclude_expired_bans: true });
  await client.blockUser('bob');
  const blocked: string[] = client.blockedUsers.getLatestValue().userIds;
  const muted: boolean = client.userMuteStatus('bob');
  const { flag } = await client.flagMessage('m', { reason: 'spam' });
  const { muted: quiet, expiresAt }: ChannelMuteStatus = channel.muteStatus();
  console.log(next, bans?.[0]?.expires, blocked, muted, flag.target_message_id, quiet, expiresAt?.getTime());
}

export async function messageSets({ state }: Channel): Promise<MessageSet[]> {
  await state.loadMessageIntoState('m');
  await state.loadMessageIntoState('latest');
  const { hasNext, hasPrev } = state.messagePagination;
  const added: AddedMessages = state.addMessageSorted(state.messages[0]!, false, true, 'new');
  const at: Date | undefined = state.findMessageByTimestamp(Date.now())?.created_at;
  const before: string | undefined = state.gaps[0]?.before;
  state.setIsUpToDate(false);
  console.log(hasNext, hasPrev, added.messageSet.isLatest, added.filteredMessageIds, at, before, state.pending_messages[0]?.metadata?.['note']);
  return state.messageSets;
}

export async function keptForLater(channel: Channel): Promise<DraftResponse[]> {
  await channel.createDraft({ text: 'half a thou', parent_id: 'm' });
  await channel.deleteDraft({ parent_id: 'm' });
  const { reminder } = await client.createReminder({ messageId: 'm', remind_at: new Date().toISOString() });
  await client.updateReminder({ messageId: 'm', remind_at: null });
  const { reminders } = await client.queryReminders({ filter: { remind_at: { $exists: true } }, sort: { remind_at: 1 }, limit: 5 });
  await channel.sendSharedLocation({ created_by_device_id: 'd', latitude: 1, longitude: 2, end_at: new Date().toISOString() });
  console.log(reminder.remind_at, reminders[0]?.message.text);
  return (await client.queryDrafts({ sort: [{ created_at: -1 }] })).drafts;
}

export const refused = async (channel: Channel): Promise<void> => {
  // @ts-expect-error A number cannot be uploaded.
  await channel.sendFile(5);
  // @ts-expect-error Progress is told by a function.
  await channel.sendFile('data:,x', undefined, undefined, undefined, { onUploadProgress: true });
  // @ts-expect-error A flag has a reason.
  await client.moderation.flagUser('bob');
  // @ts-expect-error Minutes are a number.
  await channel.banUser('bob', { timeout: '30' });
  // @ts-expect-error A message goes to one of three places.
  channel.state.addMessageSorted(channel.state.messages[0]!, false, true, 'oldest');
  // @ts-expect-error A place has two coordinates.
  await channel.sendSharedLocation({ created_by_device_id: 'd', latitude: 1 });
  // @ts-expect-error Needs the secret: the types do not have it.
  await client.deactivateUser('bob');
};
