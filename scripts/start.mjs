/**
 * Owns `npm start -- [options of the server]`: everything from a fresh clone to the demo page, until Ctrl-C.
 */
import { existsSync } from "node:fs";
import { buildAll } from "./build.mjs";
import { inRoot } from "./paths.mjs";
import { main } from "./process.mjs";
import { buildServer, startServer } from "./server.mjs";
import { setUp } from "./setup.mjs";

const database = ".stream-chat-local/chat.db";
const defaults = { "--db": database, "--seed": "demo", "--static": "www/dist" };

/** The defaults, except where the command line says otherwise. */
function serverOptions(given) {
  const says = (option) => given.some((word) => word === option || word.startsWith(`${option}=`));
  const left = Object.entries(defaults).filter(([option]) => !says(option) && !(option === "--db" && says("--memory")));
  return [...left.flat(), ...given];
}

main(async () => {
  const tools = await setUp("start");
  console.log("Building the package and the demo (1 to 2 min the first time, nothing when unchanged)");
  await buildAll(tools, { demo: true });
  console.log("Building the local server (1 to 2 min the first time)");
  await buildServer();

  const options = serverOptions(process.argv.slice(2));
  const kept = options.includes(database) && existsSync(inRoot(database));
  const server = await startServer(options);
  console.log(`\n  ${server.url}\n`);
  console.log("The demo: open it in two windows and sign in as two people.");
  if (options.includes(database)) console.log(`Its data is in ${database}${kept ? ", kept from before" : ""}.`);
  console.log("Ctrl-C stops the server.");
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.stop().then(() => process.exit(0)));
  server.child.on("exit", (code) => process.exit(code ?? 0));
});
