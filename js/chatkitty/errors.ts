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

/** A kind of failure with a message of its own each time, or always the same. */
const kind = (error: string, always = '') => class extends ChatKittyError {
  constructor(message = always) { super(error, message); }
};

/** The same for failures that name the channel that a call does not fit. */
const ofChannel = (error: string, message: string) => class extends ChatKittyError {
  constructor(readonly channel: Channel) { super(error, message); }
};

/** Thrown: there is no session of a user. */
export class NoActiveSessionError extends /* @__PURE__ */ kind('NoActiveSessionError', 'Call startSession first.') {}
/** Thrown: a session of a user is active, or being started for another one. */
export class SessionActiveError extends /* @__PURE__ */ kind('SessionActiveError', 'Call endSession first.') {}
/** Thrown: only public channels and open ones can be joined. */
export class ChannelNotPubliclyJoinableError extends /* @__PURE__ */ ofChannel('ChannelNotPubliclyJoinableError', 'Only a member can add others.') {}
/** The current user is not a member of the channel. */
export class NotAChannelMemberError extends /* @__PURE__ */ ofChannel('NotAChannelMemberError', 'The current user is not a member.') {}
/** Thrown: nobody can be added to a direct channel. */
export class ChannelNotInvitableError extends /* @__PURE__ */ ofChannel('ChannelNotInvitableError', 'A direct channel takes nobody.') {}
/** Thrown: a direct channel has no moderators. */
export class CannotAddModeratorToChannelError extends /* @__PURE__ */ ofChannel('CannotAddModeratorToChannelError', 'A direct channel has no moderators.') {}

/** Thrown: the message answers no other one. */
export class MessageNotAReplyError extends ChatKittyError {
  constructor(readonly messageModel: Message) { super('MessageNotAReplyError', 'The message is not a reply.'); }
}

/** A paginator has no such page. */
export class PageOutOfBoundsError extends /* @__PURE__ */ kind('PageOutOfBoundsError', 'There is no such page.') {}
/** The service, or the app's own backend, does not allow it. */
export class AccessDeniedError extends /* @__PURE__ */ kind('AccessDeniedError') {}
/** There is no such user, channel or message, or none that the user may see. */
export class ResourceNotFoundError extends /* @__PURE__ */ kind('ResourceNotFoundError') {}
/** The request is not possible as it is. */
export class ClientError extends /* @__PURE__ */ kind('ClientError') {}
/** The service could not be reached. */
export class ChatKittyConnectionError extends /* @__PURE__ */ kind('ChatKittyConnectionError') {}
/** Stream's service has nothing of this kind. */
export class NotSupportedError extends /* @__PURE__ */ kind('NotSupportedError') {}
/** Anything else. */
export class UnknownChatKittyError extends /* @__PURE__ */ kind('UnknownChatKittyError') {}

/** Codes of the service for what is not allowed; 16 is for what is not there. */
const FORBIDDEN = /^(2|5|17|4[0-3]|70|token.*)$/;

/** The failure of a client's call under the name that apps ask for. */
export function errorFrom(cause: unknown): ChatKittyError {
  if (cause instanceof ChatKittyError) return cause;
  const { message = `${cause}`, code, status = 0 } = (cause ?? {}) as { message?: string; code?: number | string; status?: number };
  const is = (codes: RegExp): boolean => codes.test(`${code}`);
  const Kind = code === 16 || status === 404 ? ResourceNotFoundError
    : is(FORBIDDEN) || status === 401 || status === 403 ? AccessDeniedError
    : is(/^(connection|request\/(network|timeout|cancelled)|client\/(not-|dis)connected)/) ? ChatKittyConnectionError
    : is(/^(request|user|upload|client)\//) || (status >= 400 && status < 500) ? ClientError
    : UnknownChatKittyError;
  return new Kind(message);
}
