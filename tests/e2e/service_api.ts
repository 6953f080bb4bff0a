/** Prepares data on the local server as one user would, over its REST interface. Not the package under test. */
import type { LocalServer } from "./local_server.js";

export class ServiceApi {
  private constructor(
    private readonly server: LocalServer,
    private readonly userId: string,
    private readonly token: string,
  ) {}

  static async as(userId: string, server: LocalServer): Promise<ServiceApi> {
    const response = await fetch(`${server.url}/_dev/token?user_id=${encodeURIComponent(userId)}`);
    const { token } = (await response.json()) as { token: string };
    return new ServiceApi(server, userId, token);
  }

  async #post(path: string, body: object): Promise<void> {
    const query = new URLSearchParams({ api_key: this.server.apiKey, user_id: this.userId });
    const response = await fetch(`${this.server.url}${path}?${query}`, {
      method: "POST",
      headers: { authorization: this.token, "stream-auth-type": "jwt", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  get ownToken(): string {
    return this.token;
  }

  /** A conversation of type `messaging`; its creator is a member. */
  async createChannel(id: string, name: string, others: readonly string[]): Promise<void> {
    await this.#post(`/channels/messaging/${id}/query`, { data: { name, members: [this.userId, ...others] } });
  }

  async send(channelId: string, text: string): Promise<void> {
    await this.#post(`/channels/messaging/${channelId}/message`, { message: { text } });
  }

  /** An event that is not stored, such as `typing.start`. */
  async event(channelId: string, event: { type: string }): Promise<void> {
    await this.#post(`/channels/messaging/${channelId}/event`, { event });
  }
}
