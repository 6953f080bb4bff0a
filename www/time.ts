/** How moments are written: clock times, days, and the short form of the conversation list. Only formatting. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const fullDayAndYear = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });
const everything = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** Milliseconds of a day of the usual length, to tell how many midnights lie between two days. */
const DAY_MS = 24 * 60 * 60 * 1000;

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** How many midnights ago. Rounded, because a day of a clock change has 23 or 25 hours. */
const daysAgo = (date: Date, now: Date) => Math.round((midnight(now) - midnight(date)) / DAY_MS);

export const isSameDay = (a: Date, b: Date) => midnight(a) === midnight(b);

/** "14:32" */
export const clockTime = (date: Date) => clock.format(date);

/** For tooltips: the whole date and time. */
export const fullTime = (date: Date) => everything.format(date);

/** "14:32", "Yesterday", "Mon", "3 Jun": as short as it is clear. */
export function shortTime(date: Date, now = new Date()): string {
  const days = daysAgo(date, now);
  if (days <= 0) return clock.format(date);
  if (days === 1) return "Yesterday";
  return days < 7 ? weekday.format(date) : dayAndMonth.format(date);
}

/** Title of a day in the message list. */
export function dayTitle(date: Date, now = new Date()): string {
  const days = daysAgo(date, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (date.getFullYear() === now.getFullYear() ? fullDay : fullDayAndYear).format(date);
}
