/** The entry for apps written for the ChatKitty SDK. It has no client of its own: it uses that of the default entry. */
export * from '../chatkitty/index.js';
export { default } from '../chatkitty/index.js';
