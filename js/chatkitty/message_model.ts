/** Messages as apps hold them, made of Stream's: files, links, mentions, reactions. */
import type { Attachment, LocalMessage, MessageResponse, UserResponse } from '../index.js';
import { emojiOf } from './emoji.js';
import { channelNumber, numberOf } from './ids.js';
import type { ChatKittyFile, Message, MessageLink, MessageMention, Reaction, ReactionSummary } from './models.js';
import { nameOf, type OwnFields, propertiesOf, timeText, userModel, userModelOf } from './user_model.js';

/** A message from an answer, an event or state. */
export type StreamMessage = (MessageResponse | LocalMessage) & OwnFields;

/** Fields of Stream's own; what else a message has is the app's. */
const BUILT_IN = [
  'id', 'text', 'attachments', 'parent_id', 'show_in_channel', 'quoted_message_id', 'quoted_message', 'silent', 'pinned', 'poll_id',
  'shared_location', 'mml', 'restricted_visibility', 'mentioned_channel', 'mentioned_here', 'mentioned_roles', 'mentioned_group_ids',
  'cid', 'type', 'user', 'html', 'mentioned_users', 'latest_reactions', 'own_reactions', 'reaction_counts', 'reaction_scores',
  'reaction_groups', 'reply_count', 'deleted_reply_count', 'thread_participants', 'poll', 'pinned_by', 'pin_expires', 'shadowed',
  'deleted_for_me', 'message_text_updated_at', 'command', 'args', 'command_info', 'i18n', 'member', 'channel', 'created_at', 'updated_at', 'deleted_at',
  'pinned_at', 'status', 'error', 'groupTag', 'moderation', 'moderation_details', 'image_labels', 'poll_vote', 'reminder', 'draft',
];

/** An attachment that is a file; what this facade writes on it. */
type FileAttachment = Attachment & { ck_external?: boolean };

const isFile = ({ type, og_scrape_url, asset_url, image_url }: Attachment): boolean =>
  !og_scrape_url && Boolean(asset_url ?? image_url) && ['file', 'image', 'video', 'audio', 'voiceRecording'].includes(type ?? '');

const fileModel = (attachment: FileAttachment): ChatKittyFile => ({
  type: attachment.ck_external ? 'EXTERNAL' : 'HOSTED',
  url: attachment.asset_url ?? attachment.image_url ?? '',
  name: attachment.title ?? attachment.fallback ?? '',
  contentType: attachment.mime_type ?? '',
  size: Number(attachment.file_size ?? 0),
});

/** The links in a text, with what the service has read about them. */
function linksIn(text: string, attachments: Attachment[]): MessageLink[] {
  return Array.from(text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g), ({ 0: source, index = 0 }) => {
    const page = attachments.find(({ og_scrape_url }) => og_scrape_url !== undefined && og_scrape_url.replace(/\/$/, '') === source.replace(/\/$/, ''));
    const link = { source, startPosition: index, endPosition: index + source.length };
    if (!page) return link;
    const { title = '', text: description, author_name: siteName, title_link, image_url, thumb_url } = page;
    const preview = { url: title_link ?? source, title, image: { source: image_url ?? thumb_url ?? '' }, ...(description && { description }), ...(siteName && { siteName }) };
    return { ...link, preview };
  });
}

/** The names in a text that are mentions, with their places. */
export const tagsIn = (text: string): Array<{ tag: string; name: string; at: number }> =>
  Array.from(text.matchAll(/<@([^<>]+)>/g), ({ 0: tag, 1: name = '', index = 0 }) => ({ tag, name, at: index }));

function mentionsIn(text: string, users: UserResponse[]): MessageMention[] {
  return tagsIn(text).flatMap(({ tag, name, at }) => {
    const user = users.find((one) => nameOf(one) === name);
    return user ? [{ type: 'USER' as const, tag, startPosition: at, endPosition: at + tag.length, user: userModel(user) }] : [];
  });
}

/** A reaction. */
export const reactionModel = (reaction: { type: string; user?: UserResponse | null; user_id?: string; created_at?: string }): Reaction => ({
  emoji: emojiOf(reaction.type),
  user: userModelOf(reaction.user, reaction.user_id),
  createdTime: timeText(reaction.created_at),
});

function summaries({ reaction_groups, latest_reactions }: StreamMessage): ReactionSummary[] {
  return Object.entries(reaction_groups ?? {}).map(([type, { count }]) => ({
    emoji: emojiOf(type),
    users: (latest_reactions ?? []).filter((reaction) => reaction.type === type).map(({ user, user_id }) => userModelOf(user, user_id)),
    count,
  }));
}

/** The model of a message. */
export function messageModel(message: StreamMessage): Message {
  const { text = '', attachments = [], parent_id, cid = '' } = message;
  const files = attachments.filter(isFile).map(fileModel);
  const [file] = files;
  const system = message.type === 'system';
  const reactions = summaries(message);
  const base = {
    id: numberOf(message.id),
    channelId: channelNumber(cid),
    createdTime: timeText(message.created_at),
    properties: propertiesOf(message, BUILT_IN),
    ...(message.groupTag !== undefined && { groupTag: message.groupTag }),
    ...(reactions.length && { reactions }),
    repliesCount: message.reply_count ?? 0,
    nestedLevel: parent_id ? (message.quoted_message_id ? 2 : 1) : 0,
    _stream: { id: message.id, cid, ...(parent_id && { parentId: parent_id }) },
  };
  const content = file ? { file, files, ...(text && { body: text }) } : { body: text, links: linksIn(text, attachments), mentions: mentionsIn(text, message.mentioned_users ?? []) };
  const kind = file ? 'FILE' : 'TEXT';
  return (system ? { ...base, ...content, type: `SYSTEM_${kind}` } : { ...base, ...content, type: kind, user: userModelOf(message.user) }) as Message;
}
