/** Owns the scenarios about what a client says of itself: addresses, user agent, names, switches, its logger. */

export default {
  "addresses": async ({ sdk, look, act }) => {
    const client = new sdk.StreamChat("key");
    look("default", [client.baseURL, client.wsBaseURL]);
    await act(async () => client.setBaseURL("https://chat.example.com"));
    look("set", [client.baseURL, client.wsBaseURL]);
    await act(async () => client.setBaseURL("http://localhost:8800"));
    look("without TLS", [client.baseURL, client.wsBaseURL]);
    await act(async () => client.setBaseURL("https://chat.example.com/path/"));
    look("with a path", [client.baseURL, client.wsBaseURL]);
    const other = new sdk.StreamChat("key", { baseURL: "https://other.example.com" });
    look("by option", [other.baseURL, other.wsBaseURL]);
    const both = new sdk.StreamChat("key", { baseURL: "https://other.example.com", wsBaseURL: "wss://sockets.example.com" });
    look("both by option", [both.baseURL, both.wsBaseURL]);
    await act(async () => void (other.wsBaseURL = "wss://sockets.example.com"));
    look("by field", [other.baseURL, other.wsBaseURL]);
  },
  "a user agent": async ({ sdk, look }) => {
    const parts = (fields) => {
      const agent = Object.assign(new sdk.StreamChat("key"), fields).getUserAgent().replace(/v\d+\.[\d.]+/g, "v").replace("stream-chat-js", "stream-chat-wasm").replace("llc-wasm", "llc");
      return agent.split("|").filter((part) => !part.startsWith("client_bundle"));
    };
    look("default", parts({}));
    look("named", parts({ sdkIdentifier: { name: "react", version: "13" } }));
    look("of a device", parts({ deviceIdentifier: { os: "Android 14", model: "Pixel" } }));
    look("of an app", parts({ appIdentifier: { name: "Cakes", version: "2.0" } }));
    look("of all", parts({ sdkIdentifier: { name: "react-native", version: "8" }, deviceIdentifier: { os: "iOS" }, appIdentifier: { name: "Cakes" } }));
    const client = new sdk.StreamChat("key");
    client.setUserAgent("mine/1");
    look("replaced", [client.getUserAgent(), client.userAgent]);
  },
  "defaults and switches": async ({ sdk, look }) => {
    const switches = (client) => ({
      timeouts: [client.defaultWSTimeout, client.defaultWSTimeoutWithFallback], persist: client.persistUserOnConnectionFailure ?? null, recovers: client.recoverStateOnReconnect,
      keepsThreads: client.preventThreadCleanup, browser: client.browser, node: client.node, clientID: client.clientID ?? null, key: client.key, anonymous: client.anonymous ?? null,
      failures: client.consecutiveFailures, user: client.user ?? null, userID: client.userID ?? null, cache: typeof client.messageComposerCache, reporter: typeof client.messageDeliveryReporter,
      offline: client.offlineDb ?? null, type: client.getAuthType(), connection: client.wsConnection ?? null, promises: [client.wsPromise ?? null, client.setUserPromise ?? null],
    });
    look("default", switches(new sdk.StreamChat("key")));
    look("by options", switches(new sdk.StreamChat("key", { persistUserOnConnectionFailure: true, recoverStateOnReconnect: false, timeout: 5_000 })));
    look("switched on", switches(new sdk.StreamChat("key", { recoverStateOnReconnect: true, enableWSFallback: true })));
    look("options", new sdk.StreamChat("key", { timeout: 5_000 }).options.timeout);
  },
  "one for the page": async ({ sdk, look, act }) => {
    const one = sdk.StreamChat.getInstance("key", { timeout: 4_000 });
    look("the same", sdk.StreamChat.getInstance("key") === one);
    look("the same for another key", sdk.StreamChat.getInstance("other") === one);
    look("key", one.key);
    look("options", sdk.StreamChat.getInstance("key", { timeout: 9_000 }).options.timeout);
    await act(async () => new sdk.StreamChat("key") === one);
  },
  "its own name": async ({ stranger, act, look }) => {
    const { client, token } = stranger("anna");
    await act(() => client.connectUser({ id: "anna" }, token));
    look("client", /^anna--[0-9a-f-]{36}$/.test(client.clientID));
    await act(() => client.disconnectUser());
    look("gone", client.userID ?? null);
  },
  "its logger": async ({ stranger, act, look }) => {
    const lines = [];
    const { client, token } = stranger("anna", { logger: (level, message, extra) => lines.push([level, message, extra]) });
    await act(() => client.connectUser({ id: "anna" }, token));
    look("called as", [...new Set(lines.map(([level, message]) => [typeof level, typeof message].join()))]);
    look("levels known", lines.every(([level]) => ["info", "warn", "error", "debug", "trace"].includes(level)));
    await act(async () => void client.logger("error", "mine", { tags: ["x"] }));
    look("passed on", lines.at(-1));
    await act(async () => void client.logger("error", "bare"));
    look("passed on then", lines.at(-1).slice(0, 2));
  },
  "a cache of composers": async ({ sdk, look }) => {
    const { messageComposerCache: cache } = new sdk.StreamChat("key");
    cache.add("a", { name: "one" });
    look("held", cache.get("a") ?? null);
    look("peeked", cache.peek("a") ?? null);
    look("not held", cache.get("b") ?? null);
    for (let n = 0; n < 64; n += 1) cache.add(`k${n}`, { n });
    look("pushed out", cache.peek("a") ?? null);
    look("the first of the others", cache.peek("k0") ?? null);
  },
  "words translated": async (stage) => {
    const [{ client }] = await stage.people("anna");
    await stage.act(() => client.translate("hello", "de", "en"));
    await stage.act(() => client.translate("", "de", "en"));
    await stage.act(() => client.translateMessage("unknown", "de"));
  },
};
