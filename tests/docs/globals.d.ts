/** What a guide's reader has of their own, and what only the tests of the guides use. */

/** The app's API key. */
declare const API_KEY: string;
/** Where the service is. */
declare const BASE_URL: string;
/** Asks the app's own backend for the token of a user. */
declare function tokenFor(userId: string): Promise<string>;

/** The example has come to this line of its file. */
declare function mark(line: number): void;
/** What is given must be what the text says. */
declare function claim(actual: unknown, expected: unknown, text: string): void;
/** Waits until something is true: what others do arrives when it arrives. */
declare function until(isTrue: () => unknown): Promise<void>;
/** Has a backend's request carried out, as somebody if named. */
declare function backend(method: string, path: string, body?: unknown, userId?: string): Promise<unknown>;
