/** What can go wrong, under the names that apps ask for, and which of them a failure of the client is. Results are in `result.ts`. */
import type { Channel, Message } from './models.js';

/** A failure: in a result, or thrown where a call is not possible at all. It is not an `Error` of the language. */
export class ChatKittyError {
  constructor(
    /** Name of the kind of failure, the same as that of its class. */
    readonly error: string,
    /** What happened, for developers. */
    readonly message: string,
  ) {}
}

/** Thrown: there is no session of a user. */
export class NoActiveSessionError extends ChatKittyError {
  constructor() { super('NoActiveSessionError', 'There is no active session: call startSession first.'); }
}

/** Thrown: a session of a user is active, or being started for another one. */
export class SessionActiveError extends ChatKittyError {
  constructor() { super('SessionActiveError', 'A session is active: call endSession first.'); }
}

/** Thrown, with the channel that a call does not fit. */
export class ChannelError extends ChatKittyError {
  constructor(error: string, message: string, readonly channel: Channel) { super(error, message); }
}

/** Thrown: only public channels and open ones can be joined. */
export class ChannelNotPubliclyJoinableError extends ChannelError {
  constructor(channel: Channel) { super('ChannelNotPubliclyJoinableError', 'Only a member can add others to this channel.', channel); }
}

/** Thrown: the channel has no members to leave it. */
export class NotAChannelMemberError extends ChannelError {
  constructor(channel: Channel) { super('NotAChannelMemberError', 'The current user is not a member of this channel.', channel); }
}

/** Thrown: nobody can be added to a direct channel. */
export class ChannelNotInvitableError extends ChannelError {
  constructor(channel: Channel) { super('ChannelNotInvitableError', 'Nobody can be added to a direct channel.', channel); }
}

/** Thrown: a direct channel has no moderators. */
export class CannotAddModeratorToChannelError extends ChannelError {
  constructor(channel: Channel) { super('CannotAddModeratorToChannelError', 'A direct channel has no moderators.', channel); }
}

/** Thrown: the message answers no other one. */
export class MessageNotAReplyError extends ChatKittyError {
  constructor(readonly messageModel: Message) { super('MessageNotAReplyError', 'The message is not a reply.'); }
}

/** A paginator has no such page. */
export class PageOutOfBoundsError extends ChatKittyError {
  constructor() { super('PageOutOfBoundsError', 'There is no such page.'); }
}

/** The service, or the app's own backend, does not allow it. */
export class AccessDeniedError extends ChatKittyError {
  constructor(message: string) { super('AccessDeniedError', message); }
}

/** There is no such user, channel or message, or none that the user may see. */
export class ResourceNotFoundError extends ChatKittyError {
  constructor(message: string) { super('ResourceNotFoundError', message); }
}

/** The request is not possible as it is. */
export class ClientError extends ChatKittyError {
  constructor(message: string) { super('ClientError', message); }
}

/** The service could not be reached. */
export class ChatKittyConnectionError extends ChatKittyError {
  constructor(message: string) { super('ChatKittyConnectionError', message); }
}

/** Stream's service has nothing of this kind. */
export class NotSupportedError extends ChatKittyError {
  constructor(what: string) { super('NotSupportedError', `${what} cannot be mapped to Stream's service.`); }
}

/** Anything else. */
export class UnknownChatKittyError extends ChatKittyError {
  constructor(message: string) { super('UnknownChatKittyError', message); }
}

/** Codes of the service for what is not there, and for what is not allowed. */
const MISSING = [16];
const FORBIDDEN = [2, 5, 17, 40, 41, 42, 43, 70];

/** The failure of a client's call under the name that apps ask for. */
export function errorFrom(cause: unknown): ChatKittyError {
  if (cause instanceof ChatKittyError) return cause;
  const { message = String(cause), code, status = 0 } = (cause ?? {}) as { message?: string; code?: number | string; status?: number };
  const known = typeof code === 'number' ? code : -1;
  if (MISSING.includes(known) || status === 404) return new ResourceNotFoundError(message);
  if (FORBIDDEN.includes(known) || status === 401 || status === 403 || /^token\//.test(`${code}`)) return new AccessDeniedError(message);
  if (status >= 400 && status < 500) return new ClientError(message);
  if (/^(connection|network|request\/(no-answer|timeout|cancelled))/.test(`${code}`)) return new ChatKittyConnectionError(message);
  if (/^(request|user|upload|client)\//.test(`${code}`)) return new ClientError(message);
  return new UnknownChatKittyError(message);
}
