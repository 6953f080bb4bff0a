/** Calls a function at most so often. Knows no function of its own. */

/** Calls at once, and once more at the end of `milliseconds` if it was asked for meanwhile. `cancel` drops that call. */
export function throttle(work: () => unknown, milliseconds: number): (() => void) & { cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const begin = () => {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) begin();
    }, milliseconds);
    work();
  };
  const ask = () => {
    if (timer === undefined) begin();
    else again = true;
  };
  return Object.assign(ask, {
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  });
}
