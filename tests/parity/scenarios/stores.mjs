/** Owns the scenarios about the store that an app may watch by itself: values, patches, subscribers and their order. */

/** A store and what its subscribers were told, in order. */
const started = ({ sdk, look }, first = { a: 1, b: 2 }) => {
  const store = new sdk.StateStore(first);
  const told = [];
  return { store, tell: (name) => (...values) => told.push([name, ...values]), told, say: (name) => look(name, told.splice(0)) };
};

export default {
  "subscribers and what was before": async (stage) => {
    const { store, tell, say } = started(stage);
    await stage.act(async () => {
      const end = store.subscribe(tell("one"));
      store.subscribe(tell("two"));
      say("at once");
      store.next({ a: 2, b: 2 });
      store.partialNext({ b: 3 });
      store.next((value) => ({ ...value, a: value.a + 1 }));
      say("changes");
      end();
      end();
      store.partialNext({ a: 0 });
      say("without the first");
    }, "changes");
    await stage.act(async () => store.getLatestValue());
  },
  "the very same value": async (stage) => {
    const { store, tell, say } = started(stage);
    await stage.act(async () => {
      store.subscribe(tell("one"));
      store.next(store.getLatestValue());
      store.next((value) => value);
      say("the same");
      store.partialNext({});
      say("an empty part");
      store.partialNext({ a: 1 });
      say("an equal part");
      store.partialNext(undefined);
      store.partialNext({ a: undefined });
      say("nothing in it");
    }, "the same again");
    await stage.act(async () => Object.keys(store.getLatestValue()));
  },
  "the same function twice": async (stage) => {
    const { store, tell, say } = started(stage);
    await stage.act(async () => {
      const handler = tell("one");
      const first = store.subscribe(handler);
      store.subscribe(handler);
      store.partialNext({ a: 5 });
      say("twice");
      first();
      store.partialNext({ a: 6 });
      say("after one end");
    }, "subscribed twice");
  },
  "picked fields": async (stage) => {
    const { store, tell, say } = started(stage, { a: 1, b: 2, list: [1] });
    await stage.act(async () => {
      const end = store.subscribeWithSelector(({ a, list }) => ({ a, list }), tell("object"));
      store.subscribeWithSelector(({ b }) => [b], tell("tuple"));
      store.subscribeWithSelector(({ list }) => ({ count: list.length }), tell("made"));
      say("at once");
      store.partialNext({ b: 3 });
      store.partialNext({ b: 3 });
      store.partialNext({ a: 1 });
      store.partialNext({ list: [2] });
      store.partialNext({ a: NaN });
      store.partialNext({ a: NaN });
      say("changes");
      end();
      store.partialNext({ a: 9, b: 9 });
      say("without the first");
    }, "changes");
  },
  "picked fields that come and go": async (stage) => {
    const { store, tell, say } = started(stage, { a: 1 });
    await stage.act(async () => {
      store.subscribeWithSelector((value) => ({ ...value }), tell("all"));
      store.partialNext({ c: 1 });
      store.next({ a: 1 });
      store.next({ c: 1 });
      store.next({ a: undefined });
      say("changes");
    }, "fields come and go");
  },
  "nothing picked": async (stage) => {
    const { store, tell, say } = started(stage);
    await stage.act(async () => {
      store.subscribeWithSelector(() => ({}), tell("empty"));
      store.partialNext({ a: 4 });
      say("empty");
    }, "an empty pick");
    await stage.act(async () => store.subscribeWithSelector(() => undefined, tell("undefined")));
    await stage.act(async () => store.partialNext({ a: 5 }));
    say("undefined");
  },
  "changed by who is told": async (stage) => {
    const { store, tell, say } = started(stage, { count: 0 });
    await stage.act(async () => {
      store.subscribe(({ count }, before) => {
        tell("first")(count, before?.count ?? null);
        if (count === 1) store.next({ count: 2 });
      });
      store.subscribe(({ count }, before) => tell("second")(count, before?.count ?? null));
      store.next({ count: 1 });
      say("changes");
    }, "a change within a change");
    await stage.act(async () => store.getLatestValue());
  },
  "ended and begun while told": async (stage) => {
    const { store, tell, say } = started(stage, { count: 0 });
    await stage.act(async () => {
      const ends = {};
      let isLate = false;
      ends.first = store.subscribe(({ count }) => {
        tell("first")(count);
        if (count === 1) {
          ends.second();
          ends.first();
        }
        if (count === 1 && !isLate) {
          isLate = true;
          store.subscribe(tell("late"));
        }
      });
      ends.second = store.subscribe(tell("second"));
      ends.third = store.subscribe(tell("third"));
      store.next({ count: 1 });
      say("once");
      store.next({ count: 2 });
      say("again");
    }, "ends while told");
  },
  "somebody who throws": async (stage) => {
    const { store, tell, say } = started(stage, { count: 0 });
    await stage.act(async () => store.subscribe(({ count }) => {
      if (count === 1) throw new Error("not today");
    }), "who throws at a change");
    await stage.act(async () => void store.subscribe(tell("second")));
    await stage.act(async () => store.next({ count: 1 }));
    await stage.act(async () => store.next({ count: 2 }));
    say("told");
    stage.look("value", store.getLatestValue());
    await stage.act(async () => store.subscribe(() => {
      throw new Error("not at once");
    }), "who throws at once");
    await stage.act(async () => store.next({ count: 3 }));
    stage.look("value then", store.getLatestValue());
  },
  "looked at before": async (stage) => {
    const { store, tell, say } = started(stage);
    await stage.act(async () => {
      const end = store.addPreprocessor((next, previous) => {
        tell("before")({ ...next }, { ...previous }, { ...store.getLatestValue() });
        next.sum = next.a + next.b;
        return { a: 100 };
      });
      store.addPreprocessor((next) => tell("second")(next.sum));
      store.subscribe(tell("handler"));
      say("at once");
      store.partialNext({ a: 2 });
      store.next(store.getLatestValue());
      say("a change");
      end();
      end();
      store.partialNext({ a: 3 });
      say("without the first");
    }, "looked at");
  },
  "who looks before and throws": async (stage) => {
    const { store, tell, say } = started(stage);
    store.subscribe(tell("handler"));
    store.addPreprocessor(({ a }) => {
      if (a === 2) throw new Error("not two");
    });
    await stage.act(async () => store.partialNext({ a: 2 }));
    say("told");
    await stage.act(async () => store.getLatestValue());
    await stage.act(async () => store.partialNext({ a: 3 }));
    say("told then");
  },
  "two as one": async (stage) => {
    const { store, tell, say } = started(stage);
    const other = new stage.sdk.StateStore({ c: 3, d: 4 });
    await stage.act(async () => {
      const both = store.merge(other);
      stage.look("value", both.getLatestValue());
      stage.look("same", both.getLatestValue() === both.getLatestValue());
      const end = both.subscribe(tell("both"));
      both.subscribeWithSelector(({ a, c }) => ({ a, c }), tell("picked"));
      say("at once");
      store.partialNext({ a: 2 });
      other.partialNext({ d: 5 });
      other.partialNext({ c: 4 });
      say("changes");
      end();
      store.partialNext({ a: 7 });
      say("without the first");
      stage.look("value then", both.getLatestValue());
    }, "merged");
  },
  "two as one, written to": async (stage) => {
    const { store, say, tell } = started(stage);
    const both = store.merge(new stage.sdk.StateStore({ c: 3 }));
    both.subscribe(tell("both"));
    await stage.act(async () => both.next({ a: 9, b: 9, c: 9 }));
    await stage.act(async () => both.partialNext({ a: 9 }));
    await stage.act(async () => void both.addPreprocessor(tell("before")));
    await stage.act(async () => store.partialNext({ a: 3 }));
    say("told");
    await stage.act(async () => both.getLatestValue());
  },
};
