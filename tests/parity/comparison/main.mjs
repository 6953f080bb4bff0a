/** Owns what the page of a comparison offers to the run. Which SDK is behind `sdk` is the bundler's to say. */
import "./clock.mjs";
import "./wire.mjs";
import * as sdk from "sdk";
import { families } from "../scenarios/index.mjs";
import { play } from "./stage.mjs";

const scenarios = Object.entries(families).flatMap(([family, list]) => Object.entries(list).map(([says, run]) => [`${family}: ${says}`, run]));

globalThis.comparison = {
  names: scenarios.map(([name]) => name),
  play: ({ name, ...where }) => play(Object.fromEntries(scenarios)[name], { ...where, sdk }),
};
