/** Owns the words with which the lists of differences say what the two values are. The lists: ../differences.mjs. */

/** A moment of the run, in both or later. */
const isMoment = (value) => typeof value === "string" && /(^|Date |ms )T\+\d+$/.test(value);
export const bothMoments = ({ peer, ours }) => isMoment(peer) && isMoment(ours);

export const bothNumbers = ({ peer, ours }) => typeof peer === "number" && typeof ours === "number";

export const onlyOurs = ({ peer }) => peer === undefined;
export const onlyPeer = ({ ours }) => ours === undefined;
