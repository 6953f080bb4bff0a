/** The rules, applied to this repository. That each rule can fail is shown in rules.test.mjs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cargoTools } from "../../scripts/pins.mjs";
import * as fileRules from "./file_rules.mjs";
import * as layerRules from "./layer_rules.mjs";
import * as projectRules from "./project_rules.mjs";
import { existsInRepository, sourceFiles } from "./source_files.mjs";

const files = sourceFiles();
const textOf = (path) => files.find((file) => file.path === path).text;
const holds = (rule) => assert.deepEqual(files.flatMap(rule), []);

test("the repository's files are found", () => {
  for (const path of ["Cargo.toml", "src/lib.rs", "tests/tidy/repository.test.mjs"]) assert.ok(textOf(path), path);
});

test("every source file begins by saying what it owns", () => holds(fileRules.saysWhatItOwns));
test("every source file is short enough to read at once", () => holds(fileRules.isShort));
test("files and folders are named after what they own", () => holds(fileRules.hasAName));
test("nothing tells of the place where it was written", () => holds(fileRules.saysNothingOfItsWriter));

test("the layers of src use only lower ones", () => holds(layerRules.keepsLayers));
test("the leaves of src do not use each other in a circle", () => assert.deepEqual(layerRules.leavesHaveNoCircle(files), []));
test("only src/browser names the browser's crates", () => holds(layerRules.keepsTheBrowserInItsFolder));
test("the client does not panic", () => holds(layerRules.doesNotPanic));
test("the demo imports only the public package", () => holds(layerRules.demoUsesOnlyThePackage));
test("the classes have no dependencies and only entries import generated code", () => holds(layerRules.classesStandAlone));
test("the facade for ChatKitty's apps uses the classes as every app does, and nothing knows of it", () => holds(layerRules.facadeStandsOnTop));
test("the server shares no code with the client", () => holds(layerRules.serverSharesNothing));

test("no package depends on the SDK it stands in for", () => {
  const manifest = JSON.parse(textOf("package.json"));
  const names = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  const locked = Object.keys(JSON.parse(textOf("package-lock.json")).packages);
  const crates = [...textOf("Cargo.lock").matchAll(/^name = "([^"]+)"/gm)].map(([, name]) => name);
  assert.deepEqual([
    ...projectRules.isIndependent("package.json", names),
    ...projectRules.isIndependent("package-lock.json", locked),
    ...projectRules.isIndependent("Cargo.lock", crates),
  ], []);
});

test("npm packages are pinned to exact versions", () =>
  assert.deepEqual(projectRules.isPinned("package.json", JSON.parse(textOf("package.json")).devDependencies), []));

test("the wasm-bindgen crate and program have one version", () =>
  assert.deepEqual(projectRules.bindgenMatches(textOf("Cargo.lock"), textOf("Cargo.toml"), cargoTools["wasm-bindgen-cli"].version), []));

test("links and paths in the documents lead somewhere", () =>
  assert.deepEqual(files.filter(({ path }) => path.endsWith(".md")).flatMap((file) => projectRules.linksLead(file, existsInRepository)), []));
