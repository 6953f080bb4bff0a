/** Owns the scenarios about requests by their path, calls that are aborted, and errors as objects. */

const started = async (stage) => {
  const [anna] = await stage.people("anna", "ben");
  await stage.room([anna, { id: "ben", client: anna.client }], { watch: false, messages: stage.history(2, "ben") });
  return { ...anna, base: anna.client.baseURL };
};

/** An error, with the fields that an app may look at. The sentence is each SDK's own. */
const caught = async (action) => {
  try {
    return { result: await action() };
  } catch (error) {
    const { name, code, status, response } = error;
    return { name, code: typeof code === "number" ? code : null, status: status || null, response: response && { status: response.status, data: response.data } };
  }
};

export default {
  "by their path": async (stage) => {
    const { client, base } = await started(stage);
    await stage.act(() => client.get(`${base}/app`));
    await stage.act(() => client.get(`${base}/channels/messaging/kitchen/messages`, { ids: "h1,h2" }));
    await stage.act(() => client.get(`${base}/messages/h1`));
    await stage.act(() => client.post(`${base}/channels/messaging/kitchen/message`, { message: { id: "m1", text: "by hand" } }));
    await stage.act(() => client.put(`${base}/messages/m1`, { set: { text: "by hand, again" } }));
    await stage.act(() => client.patch(`${base}/channels/messaging/kitchen`, { set: { colour: "red" } }));
    await stage.act(() => client.delete(`${base}/messages/m1`, { hard: true }));
    await stage.act(() => client.delete(`${base}/messages/m1`));
  },
  "by their path, with parameters of all kinds": async (stage) => {
    const { client, base } = await started(stage);
    await stage.act(() => client.get(`${base}/messages/h1/replies`, { limit: 2, id_lt: undefined, id_gt: null, sort: [{ created_at: -1 }] }));
    await stage.act(() => client.get(`${base}/users`, { payload: { filter_conditions: { id: "ben" }, sort: [] } }));
    await stage.act(() => client.get(`${base}/messages/h1?show_deleted_message=true`, { more: "yes & no" }));
    await stage.act(() => client.post(`${base}/channels/messaging/kitchen/query`));
    await stage.act(() => client.post(`${base}/channels/messaging/kitchen/query`, {}));
  },
  "by their path, with parameters beside a body": async (stage) => {
    const { client, base } = await started(stage);
    await stage.act(() => client.post(`${base}/channels/messaging/kitchen/query`, { state: false }, { params: { extra: 1 } }), "a post with parameters");
  },
  "by their path, refused": async (stage) => {
    const { client, base } = await started(stage);
    stage.look("no message", await caught(() => client.get(`${base}/messages/unknown`)));
    stage.look("no path", await caught(() => client.get(`${base}/no-such-path`)));
    stage.look("no body", await caught(() => client.post(`${base}/channels/messaging/kitchen/message`, {})));
    stage.look("not allowed", await caught(() => client.post(`${base}/users`, { users: { ben: { id: "ben", name: "not mine" } } })));
    stage.look("a call", await caught(() => client.getMessage("unknown")));
  },
  "by kind and address": async (stage) => {
    const { client, base } = await started(stage);
    await stage.act(() => client.doAxiosRequest("get", `${base}/messages/h1`));
    await stage.act(() => client.doAxiosRequest("post", `${base}/messages/h1/reaction`, { reaction: { type: "like" } }));
    await stage.act(() => client.doAxiosRequest("delete", `${base}/messages/h1/reaction/like`, null, { params: { why: "x" } }));
    await stage.act(() => client.doAxiosRequest("get", `${base}/messages/h1`, undefined, { headers: { "X-Own": "1" } }));
    await stage.act(() => client.doAxiosRequest("head", `${base}/messages/h1`));
  },
  "aborted": async (stage) => {
    const { client } = await started(stage);
    await stage.act(async () => {
      const controller = client.createAbortControllerForNextRequest();
      const asked = client.queryUsers({ id: "ben" });
      controller.abort();
      return asked;
    }, "while it is under way");
    await stage.act(() => client.getMessage("h1"));
  },
  "aborted too late": async (stage) => {
    const { client } = await started(stage);
    await stage.act(async () => {
      const controller = client.createAbortControllerForNextRequest();
      const { message } = await client.getMessage("h1");
      controller.abort();
      return message.id;
    }, "after its end");
    await stage.act(() => client.getMessage("h2"));
    await stage.act(async () => {
      client.createAbortControllerForNextRequest();
      const second = client.createAbortControllerForNextRequest();
      const asked = client.getMessage("h1");
      second.abort();
      return asked;
    }, "by the second of two");
  },
  "aborted before it is made": async (stage) => {
    const { client } = await started(stage);
    await stage.act(async () => {
      client.createAbortControllerForNextRequest().abort();
      return client.getMessage("h1");
    }, "before");
    await stage.act(() => client.getMessage("h1"));
  },
  "answers read by hand": async (stage) => {
    const { client } = stage.stranger("anna");
    await stage.act(async () => client.handleResponse({ data: { fine: true }, status: 200 }));
    await stage.act(async () => client.handleResponse({ data: { made: true }, status: 201 }));
    stage.look("refused", await caught(async () => client.handleResponse({ data: { code: 4, message: "no", StatusCode: 400 }, status: 400 })));
    stage.look("moved", await caught(async () => client.handleResponse({ data: { code: 5, message: "elsewhere" }, status: 302 })));
    stage.look("without a body", await caught(async () => client.handleResponse({ data: "", status: 502 })));
    stage.look("without a code", await caught(async () => client.handleResponse({ data: {}, status: 503 })));
  },
  "errors of answers": async (stage) => {
    const { client } = stage.stranger("anna");
    const { ErrorFromResponse } = stage.sdk;
    const parts = (error) => ({ ...error, response: undefined, name: error.name, message: error.message, is: error instanceof ErrorFromResponse && error instanceof Error, answer: { status: error.response?.status ?? null, data: error.response?.data ?? null } });
    const tell = (error) => {
      const { stack: _, ...told } = JSON.parse(JSON.stringify(error));
      return told;
    };
    const refused = client.errorFromResponse({ data: { code: 17, message: "not allowed", StatusCode: 403, more_info: "there" }, status: 403 });
    stage.look("refused", parts(refused));
    stage.look("told", tell(refused));
    const bare = client.errorFromResponse({ data: {}, status: 500 });
    stage.look("bare", parts(bare));
    stage.look("bare, told", tell(bare));
    const own = new ErrorFromResponse("as an app makes it", { code: 4, status: 400, response: { data: { code: 4 }, status: 400 } });
    stage.look("own", parts(own));
    stage.look("own, told", tell(own));
    const named = new ErrorFromResponse("no status", { code: null, status: 0, response: { data: null, status: 0 } });
    stage.look("unknown", { code: named.code, status: named.status });
  },
  "before any connection": async (stage) => {
    const { client } = stage.stranger("anna");
    await stage.act(() => client.get(`${client.baseURL}/app`));
    await stage.act(() => client.getAppSettings());
    await stage.act(() => client.post(`${client.baseURL}/channels`, {}));
  },
  "settings of the app, asked for once": async (stage) => {
    const { client } = await started(stage);
    stage.look("before", client.appSettingsPromise ?? null);
    const [one, two] = await stage.act(() => Promise.all([client.getAppSettings(), client.getAppSettings()])) ?? [];
    stage.look("the same", one === two);
    await stage.act(async () => (await client.appSettingsPromise)?.app?.name);
    await stage.act(() => client.getAppSettings());
  },
};
