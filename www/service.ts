/** What the local server tells the page: where the service is, who can sign in, and tokens for them. */

/** Which service to talk to. */
export interface Service {
  apiKey: string;
  baseUrl: string;
}

async function getJson(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The local server answered ${response.status}.`);
  return (await response.json()) as Record<string, unknown>;
}

/** Undefined when the page is not served by the local server: then only an own service can be used. */
export async function localService(): Promise<Service | undefined> {
  try {
    const { api_key, base_url } = await getJson("/_dev/config");
    return typeof api_key === "string" && typeof base_url === "string" ? { apiKey: api_key, baseUrl: base_url } : undefined;
  } catch {
    return undefined;
  }
}

/** A fresh token from the local server's back door; on a real service your own backend makes it. */
export async function localToken(userId: string): Promise<string> {
  const { token } = await getJson(`/_dev/token?user_id=${encodeURIComponent(userId)}`);
  if (typeof token !== "string") throw new Error("The local server gave no token.");
  return token;
}
