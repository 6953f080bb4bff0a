/** Owns the scenarios about the token as `client.tokenManager` shows it, and about such an object by itself. Connecting: connecting.mjs. */

const shape = (tokens) => ({
  token: Boolean(tokens.token), provider: typeof tokens.tokenProvider, type: tokens.type, user: tokens.user ?? null, isStatic: tokens.isStatic(), loading: tokens.loadTokenPromise !== null,
});

/** What `getToken` gives: a token, nothing, or an error. */
const held = async (stage, tokens) => {
  await stage.act(async () => (tokens.getToken() ? "a token" : "none"), "getToken");
};

export default {
  "of a client, fixed": async (stage) => {
    const { client } = stage.stranger("anna");
    const { tokenManager: tokens } = client;
    stage.look("before", shape(tokens));
    await held(stage, tokens);
    await stage.act(async () => (await tokens.tokenReady()) ?? null);
    const fixed = await stage.token("anna");
    await stage.act(() => client.connectUser({ id: "anna" }, fixed));
    stage.look("connected", shape(tokens));
    stage.look("the very one", tokens.getToken() === fixed);
    await stage.act(async () => (await tokens.tokenReady()) === fixed);
    await stage.act(async () => (await tokens.loadToken()) === fixed);
    await stage.act(() => client.disconnectUser());
    stage.look("gone", shape(tokens));
    await held(stage, tokens);
  },
  "of a client, from a function": async (stage) => {
    const { client } = stage.stranger("anna");
    const { tokenManager: tokens } = client;
    const one = await stage.token("anna");
    let asked = 0;
    await stage.act(() => client.connectUser({ id: "anna" }, async () => {
      asked += 1;
      return one;
    }), "connects");
    stage.look("connected", shape(tokens));
    stage.look("asked", asked);
    await stage.act(async () => (await tokens.loadToken()) === one);
    stage.look("asked then", asked);
    stage.look("kept", tokens.getToken() === one);
    await stage.act(async () => tokens.reset());
    stage.look("reset", shape(tokens));
    await held(stage, tokens);
  },
  "of a client, from a function that gives it at once": async (stage) => {
    const { client } = stage.stranger("anna");
    const fixed = await stage.token("anna");
    await stage.act(() => client.connectUser({ id: "anna" }, () => fixed));
    stage.look("connected", shape(client.tokenManager));
  },
  "of a client whose function fails": async (stage) => {
    const { client } = stage.stranger("anna");
    const { tokenManager: tokens } = client;
    await stage.act(() => client.connectUser({ id: "anna" }, async () => {
      throw new Error("no token today");
    }), "connects");
    stage.look("failed", shape(tokens));
    await stage.act(() => tokens.tokenReady());
    await held(stage, tokens);
  },
  "of a client whose function gives rubbish": async (stage) => {
    const { client } = stage.stranger("anna");
    await stage.act(() => client.connectUser({ id: "anna" }, async () => "rubbish"));
    await stage.act(() => client.connectUser({ id: "anna" }, async () => undefined));
  },
  "of nobody in particular": async (stage) => {
    const { client } = stage.stranger("nobody");
    await stage.act(async () => void await client.connectAnonymousUser());
    const { user, ...rest } = shape(client.tokenManager);
    stage.look("anonymous", { ...rest, anon: user?.anon ?? null });
    await held(stage, client.tokenManager);
  },
  "of a guest": async (stage) => {
    const { client } = stage.stranger("visitor");
    await stage.act(() => client.setGuestUser({ id: "visitor", name: "Visitor" }));
    const { user, ...rest } = shape(client.tokenManager);
    stage.look("guest", { ...rest, user: user?.id ?? null });
    await held(stage, client.tokenManager);
  },
  "by itself, fixed": async (stage) => {
    const tokens = new stage.sdk.TokenManager();
    const fixed = await stage.token("anna");
    stage.look("new", shape(tokens));
    await stage.act(() => tokens.setTokenOrProvider(fixed, { id: "anna" }));
    stage.look("set", shape(tokens));
    await held(stage, tokens);
    const other = await stage.token("ben");
    await stage.act(() => tokens.setTokenOrProvider(other, { id: "anna" }));
    stage.look("set again", { ...shape(tokens), changed: tokens.token !== fixed });
    await stage.act(() => tokens.setTokenOrProvider(other, { id: "ben" }));
    stage.look("another user's", shape(tokens));
  },
  "by itself, from a function": async (stage) => {
    const tokens = new stage.sdk.TokenManager();
    const fixed = await stage.token("anna");
    await stage.act(() => tokens.setTokenOrProvider(async () => "first", { id: "anna" }));
    stage.look("set", shape(tokens));
    stage.look("token", tokens.token);
    await stage.act(() => tokens.setTokenOrProvider(() => "at once", { id: "anna" }));
    stage.look("token then", tokens.token);
    await stage.act(() => tokens.setTokenOrProvider(fixed, { id: "anna" }));
    stage.look("fixed after all", shape(tokens));
  },
  "by itself, from a function that fails": async (stage) => {
    const tokens = new stage.sdk.TokenManager();
    let answers = [() => Promise.reject(new Error("not yet")), () => Promise.resolve("second")];
    await stage.act(() => tokens.setTokenOrProvider(() => answers.shift()(), { id: "anna" }));
    stage.look("failed", shape(tokens));
    await held(stage, tokens);
    await stage.act(() => tokens.tokenReady());
    await stage.act(() => tokens.loadToken());
    stage.look("loaded", shape(tokens));
    answers = [() => {
      throw new Error("thrown");
    }];
    await stage.act(() => tokens.loadToken());
    stage.look("token kept", tokens.token ?? null);
  },
  "what cannot be one": async (stage) => {
    const tokens = new stage.sdk.TokenManager();
    const fixed = await stage.token("anna");
    const anna = { id: "anna" };
    await stage.act(async () => tokens.validateToken(fixed, anna) ?? null);
    await stage.act(async () => tokens.validateToken(() => "rubbish", anna) ?? null);
    await stage.act(async () => tokens.validateToken(fixed, { id: "ben" }));
    await stage.act(async () => tokens.validateToken("rubbish", anna));
    await stage.act(async () => tokens.validateToken("a.b.c", anna));
    await stage.act(async () => tokens.validateToken("", anna));
    await stage.act(async () => tokens.validateToken(undefined, anna));
    await stage.act(async () => tokens.validateToken(null, anna));
    await stage.act(async () => tokens.validateToken(12, anna));
    await stage.act(async () => tokens.validateToken({}, anna));
    await stage.act(async () => tokens.validateToken(undefined, { id: "x", anon: true }) ?? null);
    await stage.act(async () => tokens.validateToken(null, { id: "x", anon: true }) ?? null);
    await stage.act(async () => tokens.validateToken("rubbish", { id: "x", anon: true }));
    await stage.act(() => tokens.setTokenOrProvider(null, { id: "x", anon: true }));
    stage.look("anonymous", shape(tokens));
    await held(stage, tokens);
    await stage.act(() => tokens.setTokenOrProvider("", anna));
    await stage.act(() => tokens.setTokenOrProvider(undefined, anna));
  },
};
