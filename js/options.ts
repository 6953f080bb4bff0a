/** The client's options: their types, which of them the core gets, and where log records go. */
import type { Json } from './core.js';
import { reportUncaught } from './emitter.js';

/** How much a log record matters, from least to most. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Receives log records. They never carry a token or the text of a message. */
export type Logger = (logLevel: LogLevel, message: string, extraData?: Record<string, unknown>) => void;

/** What a client can be told when it is made. Names that are not here are ignored, with a debug record. */
export interface StreamChatOptions {
  /** Where the service is. Default: Stream's hosted service. A local server prints its address. */
  baseURL?: string;
  /** Milliseconds a call may take. Default 3 000. */
  timeout?: number;
  /** Milliseconds connecting may take, and one attempt to. Default 15 000; with `enableWSFallback` one by socket 6 000. */
  connectTimeout?: number;
  /** Another name for `timeout`, which wins when both are given. */
  receiveTimeout?: number;
  /** Receives log records. Default: none; with `logLevel` given, the console. */
  logger?: Logger;
  /** Records below this level are dropped. Default: none are. */
  logLevel?: LogLevel | Uppercase<LogLevel>;
  /**
   * True: keeps working by long polling where WebSockets are blocked, and goes back to a socket as soon as one holds.
   * `transport.changed` tells of both. Default false.
   */
  enableWSFallback?: boolean;
  /**
   * False: after a reconnect nothing is watched again and nothing missed is filled in; `connection.recovered` names what
   * the app has to look after. Default true.
   */
  recoverStateOnReconnect?: boolean;
  /** True: the user stays when the first connection fails for good, and `openConnection` can try again. Default false. */
  persistUserOnConnectionFailure?: boolean;
  /** Other spelling of `enableWSFallback`. */
  enableWSFallBack?: boolean;
  /**
   * True: a sent message is in `channel.state.messages` at once, with the status `sending`, then `received` or `failed`;
   * a failed one stays and can be sent again. Default false: it appears with the service's event.
   */
  optimisticUpdates?: boolean;
  /**
   * The most messages that a channel keeps when new ones come: the oldest are dropped and can be queried again, those
   * that were not sent stay. Default 0: all are kept.
   */
  maxMessagesPerChannel?: number;
}

/** The options the core understands, and those that are used up here. */
const CORE_OPTIONS: readonly string[] = [
  'baseURL', 'timeout', 'connectTimeout', 'receiveTimeout', 'enableWSFallback', 'optimisticUpdates',
  'recoverStateOnReconnect', 'persistUserOnConnectionFailure', 'maxMessagesPerChannel',
] satisfies (keyof StreamChatOptions)[];
const OWN_OPTIONS: readonly string[] = ['logger', 'logLevel'] satisfies (keyof StreamChatOptions)[];

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** The core's options and the filtered logger. Unknown options are named in one debug record and otherwise ignored. */
export function readOptions(options: StreamChatOptions): { core: Json; logger: Logger } {
  const { logger, logLevel } = options;
  const lowest = LEVELS.indexOf(`${logLevel}`.toLowerCase() as LogLevel);
  const sink: Logger | undefined =
    logger ?? (logLevel ? (level, message, extra) => console[level](message, ...(extra ? [extra] : [])) : undefined);
  const log: Logger = (level, message, extra) => {
    if (!sink || LEVELS.indexOf(level) < lowest) return;
    try {
      sink(level, message, extra);
    } catch (error) {
      reportUncaught(error);
    }
  };

  const core: Json = {};
  const unknown: string[] = [];
  for (const [given, value] of Object.entries(options)) {
    const name = given === 'enableWSFallBack' ? 'enableWSFallback' : given;
    if (value === undefined) continue;
    if (CORE_OPTIONS.includes(name)) core[name] = value;
    else if (!OWN_OPTIONS.includes(name)) unknown.push(name);
  }
  if (unknown.length) log('debug', `client: unknown options are ignored: ${unknown.join(', ')}`);
  return { core, logger: log };
}
