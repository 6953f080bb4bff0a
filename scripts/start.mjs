/**
 * Owns `npm start -- [further options of the server]`: everything from a fresh clone to the demo page, until Ctrl-C.
 */
import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { buildAll } from "./build.mjs";
import { buildServer, startServer } from "./server.mjs";
import { setUp } from "./setup.mjs";

const tools = await setUp("start");
console.log("Building the package and the demo (about 1 min the first time, nothing when unchanged)");
await buildAll(tools, { demo: true });
console.log("Building the local server (about 2 min the first time)");
await buildServer();

const database = ".stream-chat-local/chat.db";
const kept = existsSync(inRoot(database));
const server = await startServer(["--db", database, "--seed", "demo", "--static", "www/dist", ...process.argv.slice(2)]);
console.log(`\n  ${server.url}\n`);
console.log(`The demo: open it in two windows and sign in as two people. Data: ${database}${kept ? " (kept from before)" : ""}`);
console.log("Ctrl-C stops the server.");
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.stop().then(() => process.exit(0)));
server.child.on("exit", (code) => process.exit(code ?? 0));
