/** Compiles, never runs: making a client and connecting, the way code for the JavaScript SDK version 9 does it. */
import { ChatError, ErrorFromResponse, type LogLevel, StreamChat, type StreamChatOptions, type TokenProvider } from 'stream-chat-wasm';

export const made = new StreamChat('YOUR_API_KEY', { timeout: 6000 });
export const withPlace: StreamChat = new StreamChat('YOUR_API_KEY', undefined, { baseURL: 'http://127.0.0.1:8790' });

const chatClient = StreamChat.getInstance('YOUR_API_KEY', {
  timeout: 6000,
  enableWSFallBack: true,
});
StreamChat.getInstance('YOUR_API_KEY', { enableWSFallback: true, optimisticUpdates: true });
StreamChat.getInstance('YOUR_API_KEY', undefined, { logLevel: 'INFO', connectTimeout: 6000, receiveTimeout: 6000 });
StreamChat.getInstance('YOUR_API_KEY');

const logged: StreamChatOptions = {
  logger: (logLevel: LogLevel, message: string, extraData?: Record<string, unknown>) => console.log(logLevel, message, extraData),
};
StreamChat.getInstance('YOUR_API_KEY', logged);

export async function connect(): Promise<string | undefined> {
  await chatClient.connectUser({ id: 'john', name: 'John Doe', image: 'https://example.test/john.svg' }, 'CHAT_USER_TOKEN');
  await chatClient.disconnectUser();

  const tokenProvider: TokenProvider = async () => (await fetch('/token')).text();
  await chatClient.connectUser({ id: 'john' }, tokenProvider);
  await chatClient.connectUser({ id: 'john' }, () => 'CHAT_USER_TOKEN');
  await chatClient.connectUser({ id: 'john' }, chatClient.devToken('john'));
  await chatClient.setUser({ id: 'john' }, 'CHAT_USER_TOKEN');
  await chatClient.disconnect();

  const opened = await chatClient.connectUser(
    {
      id: 'john',
      name: 'John Doe',
      privacy_settings: { typing_indicators: { enabled: false }, read_receipts: { enabled: false }, delivery_receipts: { enabled: true } },
    },
    'CHAT_USER_TOKEN',
  );
  if (opened) console.log(opened.connection_id, opened.me?.total_unread_count, opened.me?.mutes.length);

  await chatClient.setGuestUser({ id: 'tommaso' });
  await chatClient.connectAnonymousUser();
  await chatClient.closeConnection();
  await chatClient.openConnection();
  await StreamChat.load(new URL('https://example.test/stream_chat_wasm_bg.wasm'));
  return chatClient.userID;
}

export async function failing(): Promise<void> {
  try {
    await chatClient.connectUser({ id: 'john' }, 'CHAT_USER_TOKEN');
  } catch (error) {
    if (error instanceof ErrorFromResponse) console.log(error.code + 1, error.status, error.response.data.message);
    else if (error instanceof ChatError && error.code === 'wasm/load-failed') console.log(error.message, error.cause);
  }
}

export const health: boolean | undefined = chatClient.wsConnection?.isHealthy;
export const muted: boolean = chatClient.mutedUsers.some((mute) => mute.target.id === 'bob');
export const seen: string | undefined = chatClient.state.users['bob']?.name;

export const refused = (): void => {
  // @ts-expect-error A secret is for servers.
  new StreamChat('key', 'secret');
  // @ts-expect-error An instance needs a key.
  StreamChat.getInstance();
  // @ts-expect-error A user has an id.
  void chatClient.connectUser({ name: 'John' }, 'token');
  // @ts-expect-error A token provider gives a string.
  void chatClient.connectUser({ id: 'john' }, async () => 5);
  // @ts-expect-error No such option.
  new StreamChat('key', { timeOut: 5 });
  // @ts-expect-error Set by connecting only.
  chatClient.userID = 'john';
};
