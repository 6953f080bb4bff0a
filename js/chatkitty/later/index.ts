/**
 * Calls beyond those of the first generation of the SDK. They are in a file of their own, which is loaded when the first of
 * them is used. Each takes the session and its request, and gives what the result shall have.
 */
export * from './channels.js';
export * from './messages.js';
export * from './reads.js';
export * from './threads.js';
export * from './users.js';
export * from './uploads.js';
