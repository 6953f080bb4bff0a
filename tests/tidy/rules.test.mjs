/** Shows on small inputs that every rule can fail, and does not when it should not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fileRules from "./file_rules.mjs";
import * as layerRules from "./layer_rules.mjs";
import * as projectRules from "./project_rules.mjs";
import { codeOnly, expand, namedModules, withoutTests } from "./rust_source.mjs";

const file = (path, text = "") => ({ path, text });
const refuses = (rule, ...arg) => assert.notDeepEqual(rule(...arg), []);
const accepts = (rule, ...arg) => assert.deepEqual(rule(...arg), []);

test("a file without a first line about itself is refused", () => {
  refuses(fileRules.saysWhatItOwns, file("src/a.rs", "use std::fmt;\n"));
  refuses(fileRules.saysWhatItOwns, file("src/a.rs", "// not a module comment, says a lot\n"));
  refuses(fileRules.saysWhatItOwns, file("js/a.ts", "/** */\nexport {};\n"));
  refuses(fileRules.saysWhatItOwns, file("www/a.css", "body {}\n"));
  accepts(fileRules.saysWhatItOwns, file("src/a.rs", "//! Messages of one channel.\n"));
  accepts(fileRules.saysWhatItOwns, file("js/a.ts", "/**\n * Owns the classes of users.\n */\n"));
  accepts(fileRules.saysWhatItOwns, file("js/a.mjs", "#!/usr/bin/env node\n// Owns the classes of users.\n"));
});

test("a file of 501 lines is refused, one of 500 is not", () => {
  refuses(fileRules.isShort, file("src/a.rs", "x\n".repeat(501)));
  accepts(fileRules.isShort, file("src/a.rs", "x\n".repeat(500)));
});

test("names that say nothing are refused", () => {
  for (const path of ["js/utils.ts", "src/helpers/a.rs", "js/channel_manager.ts", "src/common/mod.rs", "src/core/mod.rs", "a/test-utils.mjs"]) {
    refuses(fileRules.hasAName, file(path));
  }
  for (const path of ["js/core.ts", "src/state/messages.rs", "www/commons.ts"]) accepts(fileRules.hasAName, file(path));
});

test("a path of somebody's machine or a registry's address is refused", () => {
  for (const text of [`cd ${"/wo"}rk/x`, `see ${"/ro"}ot/.cache`, `the ${"pro"}mpt`, `${"https://reg"}istry.example.org/a`]) {
    refuses(fileRules.saysNothingOfItsWriter, file("README.md", text));
  }
  accepts(fileRules.saysNothingOfItsWriter, file("README.md", "the working folder, promptly, ./work/x, https://example.org"));
  refuses(fileRules.saysNothingOfItsWriter, file("package-lock.json", '{"resolved": "x"}'));
});

test("a module of one layer that uses its neighbour or a higher layer is refused, however it is written", () => {
  for (const text of [
    "use crate::state::Channel;",
    "use crate::{id::UserId, state::{messages::Message, Channel}};",
    "pub(crate) use super::super::state;",
    "fn f() -> crate::state::Channel {}",
    "use super::{super::{client as c}};",
    "pub use crate::{\n  time,\n  tokens,\n};",
  ]) {
    refuses(layerRules.keepsLayers, file("src/connection/phase.rs", text));
  }
  refuses(layerRules.keepsLayers, file("src/node.rs", "use crate::api::Endpoint;"));
  refuses(layerRules.keepsLayers, file("src/client/mod.rs", "use crate::browser;"));
  refuses(layerRules.keepsLayers, file("src/novelty.rs"));
});

test("use of lower layers and of the own module is accepted", () => {
  accepts(layerRules.keepsLayers, file("src/connection/phase.rs", "use crate::{time::Millis, api};\nuse super::backoff::Backoff;\nuse crate::connection::x;"));
  accepts(layerRules.keepsLayers, file("src/client/mod.rs", "use crate::{connection, state, tokens};"));
  accepts(layerRules.keepsLayers, file("src/connection/phase.rs", "// use crate::state;\nconst A: &str = \"crate::state::x\";"));
});

test("leaves that use each other in a circle are refused", () => {
  const time = file("src/time.rs", "use crate::id::UserId;");
  refuses(layerRules.leavesHaveNoCircle, [time, file("src/id.rs", "use crate::error::Error;"), file("src/error.rs", "use super::time::Millis;")]);
  accepts(layerRules.leavesHaveNoCircle, [time, file("src/id.rs", "use crate::error::Error;")]);
});

test("the browser's crates outside src/browser are refused", () => {
  refuses(layerRules.keepsTheBrowserInItsFolder, file("src/client/mod.rs", "use web_sys::WebSocket;"));
  refuses(layerRules.keepsTheBrowserInItsFolder, file("src/node.rs", "fn f(x: &js_sys::Object) {}"));
  refuses(layerRules.keepsTheBrowserInItsFolder, file("src/lib.rs", "wasm_bindgen_futures::spawn_local(x);"));
  accepts(layerRules.keepsTheBrowserInItsFolder, file("src/browser/socket.rs", "use web_sys::WebSocket;"));
  accepts(layerRules.keepsTheBrowserInItsFolder, file("src/node.rs", "//! js_sys objects implement this elsewhere"));
});

test("what can panic is refused outside tests", () => {
  for (const text of ["x.unwrap();", "x\n  .expect(\"y\");", "panic!(\"x\")", "todo!()", "x.unwrap ()"]) {
    refuses(layerRules.doesNotPanic, file("src/a.rs", text));
  }
  accepts(layerRules.doesNotPanic, file("src/a.rs", "x.unwrap_or(0); // never panic!\nlet a = \".unwrap()\";"));
  accepts(layerRules.doesNotPanic, file("src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { c.unwrap(); }\n}\n"));
  accepts(layerRules.doesNotPanic, file("src/state/tests.rs", "x.unwrap();"));
  refuses(layerRules.doesNotPanic, file("src/a.rs", "#[cfg(test)]\nmod tests { fn b() {} }\nfn c() { d.unwrap(); }\n"));
});

test("a demo that reaches behind the package is refused", () => {
  for (const text of ['import { x } from "../js/client.ts";', "import y from 'react'", 'await import("../pkg/index.js")', 'export * from "stream-chat-wasm/slim"']) {
    refuses(layerRules.demoUsesOnlyThePackage, file("www/a.ts", text));
  }
  accepts(layerRules.demoUsesOnlyThePackage, file("www/a.ts", 'import {\n  StreamChat,\n} from "stream-chat-wasm";\nimport { b } from "./b.ts";'));
});

test("classes that import a package or generated code are refused", () => {
  refuses(layerRules.classesStandAlone, file("js/client.ts", 'import x from "nanoevents";'));
  refuses(layerRules.classesStandAlone, file("js/client.ts", 'import * as glue from "./generated/stream_chat_wasm.js";'));
  accepts(layerRules.classesStandAlone, file("js/entry/inline.ts", 'import * as glue from "../generated/stream_chat_wasm.js";'));
});

test("a facade that reaches below the classes is refused, and so is anything that knows it", () => {
  refuses(layerRules.facadeStandsOnTop, file("js/chatkitty/session.ts", 'import { Link } from "../link.js";'));
  refuses(layerRules.facadeStandsOnTop, file("js/chatkitty/later/reads.ts", 'import { StreamChat } from "../../client.js";'));
  refuses(layerRules.facadeStandsOnTop, file("js/client.ts", "// as ChatKitty does"));
  refuses(layerRules.facadeStandsOnTop, file("src/client/mod.rs", "// for chatkitty"));
  accepts(layerRules.facadeStandsOnTop, file("js/chatkitty/session.ts", 'import { StreamChat } from "../index.js";\nimport { filter } from "./filter.js";'));
  accepts(layerRules.facadeStandsOnTop, file("js/chatkitty/later/reads.ts", 'import type { Event } from "../../index.js";\nimport { Session } from "../session.js";'));
  accepts(layerRules.facadeStandsOnTop, file("js/entry/chatkitty.ts", 'export * from "../chatkitty/index.js";'));
});

test("a server that uses the client is refused", () => {
  refuses(layerRules.serverSharesNothing, file("server/src/a.rs", "use stream_chat_wasm::id;"));
  refuses(layerRules.serverSharesNothing, file("server/Cargo.toml", "[dependencies]\nstream-chat-wasm = { path = \"..\" }"));
  accepts(layerRules.serverSharesNothing, file("server/Cargo.toml", "[package]\nname = \"stream-chat-local\""));
});

test("dependencies on the SDK, and ranges, are refused", () => {
  for (const name of ["stream-chat", "node_modules/stream-chat", "@stream-io/x", "getstream", "stream-chat-react"]) {
    refuses(projectRules.isIndependent, "package.json", [name]);
  }
  accepts(projectRules.isIndependent, "package.json", ["stream-chat-wasm", "stream-chat-local", "node_modules/streamx"]);
  refuses(projectRules.isPinned, "package.json", { a: "^1.0.0" });
  accepts(projectRules.isPinned, "package.json", { a: "1.0.0", b: "2.0.0-beta.1" });
});

test("two versions of wasm-bindgen are refused", () => {
  const lock = (version) => `[[package]]\nname = "wasm-bindgen"\nversion = "${version}"\n`;
  const manifest = 'wasm-bindgen = "=1.2.3"\n';
  accepts(projectRules.bindgenMatches, lock("1.2.3"), manifest, "1.2.3");
  refuses(projectRules.bindgenMatches, lock("1.2.4"), manifest, "1.2.3");
  refuses(projectRules.bindgenMatches, lock("1.2.3"), 'wasm-bindgen = "1.2.3"\n', "1.2.3");
  refuses(projectRules.bindgenMatches, "", "", "1.2.3");
});

test("links that lead nowhere are refused", () => {
  const exists = (path) => path === "ARCHITECTURE.md" || path === "docs/errors.md";
  refuses(projectRules.linksLead, file("README.md", "see [this](docs/nothing.md)"), exists);
  refuses(projectRules.linksLead, file("README.md", "see `src/nothing.rs`"), exists);
  accepts(projectRules.linksLead, file("README.md", "[a](ARCHITECTURE.md#layers) [b](https://example.org) [c](#here)"), exists);
  accepts(projectRules.linksLead, file("server/README.md", "see `src/router.rs`"), (path) => path === "server/src/router.rs");
  accepts(projectRules.linksLead, file("docs/a.md", "[a](errors.md) [b](../ARCHITECTURE.md)"), exists);
});

test("Rust is read past comments, texts and nested groups", () => {
  assert.equal(codeOnly('a "b\\"c" d // e\nf').replaceAll(/ +/g, " "), "a d \nf");
  assert.equal(codeOnly("a // a \"word\"\nb").trim().replaceAll(/ +/g, " "), "a \nb");
  assert.equal(codeOnly("r#\"x\"y\"# /* a /* b */ c */ z 'q' &'a str").replaceAll(/ +/g, " ").trim(), "z &'a str");
  assert.deepEqual(expand("crate::{a, b::{c, d as e}, f::*}"), ["crate::a", "crate::b::c", "crate::b::d as e", "crate::f::*"]);
  assert.deepEqual(namedModules(file("src/state/messages.rs", "use super::users::{self, User};")), [
    ["state", "users"], ["state", "users", "User"], ["state", "users"],
  ]);
  assert.equal(withoutTests("a\n#[test]\nfn b() { c }\nd").replaceAll(/ +/g, ""), "a\n\n\nd");
});
