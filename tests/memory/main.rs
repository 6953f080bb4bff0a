//! What `src/text.rs` does by hand with memory, checked by an allocator that watches: each text is freed once, with the
//! layout it was allocated with, when its last share goes; nobody reads or writes it afterwards, and nothing is left.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use stream_chat_wasm::random::Random;
use stream_chat_wasm::text::Text;

/// Runs with a seed each.
const SEEDS: u64 = 200;
/// Operations of one run.
const STEPS: u32 = 2_000;
/// Texts that live at most at the same time.
const PLACES: usize = 24;

/// Bytes before and after each allocation that say what it is; whoever writes beyond an end changes them.
const GUARD: usize = 32;
/// What stands there while it lives, and from when it was freed.
const LIVES: u8 = 0xA5;
const FREED: u8 = 0xDD;

/// Gives memory between guards. While a thread watches, what it frees is filled and never used again.
struct Watching;

#[global_allocator]
static WATCHING: Watching = Watching;

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    /// Allocations of this thread that are not freed.
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

/// With room for the size and the guards. The size stands first.
fn guarded(layout: Layout) -> Layout {
    let before = layout.align().max(GUARD);
    Layout::from_size_align(before + layout.size() + GUARD, before).expect("a sound layout")
}

fn count(by: i64) {
    let _ = LIVE.try_with(|live| live.set(live.get() + by));
}

/// Stops at once: a panic would allocate.
fn refuse(what: &str) -> ! {
    eprintln!("{what}");
    std::process::abort()
}

// SAFETY: memory of the standard allocator, from behind a guard of at least the alignment; the guards are its own.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the layout is sound and not empty; all that is written lies in it.
        unsafe {
            let whole = guarded(layout);
            let start = System.alloc(whole);
            if start.is_null() {
                return start;
            }
            start.write_bytes(LIVES, whole.size());
            start.cast::<usize>().write(layout.size());
            count(1);
            start.add(whole.align())
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: it came from `alloc`, which wrote the guards; that it is the same is what is checked.
        unsafe {
            let whole = guarded(layout);
            let start = memory.sub(whole.align());
            let guard = |from: *const u8| std::slice::from_raw_parts(from, GUARD - 8).iter();
            if start.cast::<usize>().read() != layout.size() {
                refuse("freed twice, or with another size");
            }
            if guard(start.add(8)).chain(guard(memory.add(layout.size()))).any(|byte| *byte != LIVES) {
                refuse("written beyond its end");
            }
            count(-1);
            if WATCHED.try_with(Cell::get).unwrap_or(false) {
                start.write_bytes(FREED, whole.size());
            } else {
                System.dealloc(start, whole);
            }
        }
    }
}

fn watched(run: impl FnOnce()) {
    let before = LIVE.with(Cell::get);
    WATCHED.with(|watched| watched.set(true));
    run();
    WATCHED.with(|watched| watched.set(false));
    assert_eq!(LIVE.with(Cell::get), before, "allocations that nobody freed");
}

/// A text of any length, also none, with letters of more than one byte.
fn drawn(random: &mut Random) -> String {
    let length = [0, 1, 7, 8, 15, 36, 300][random.between(0, 7) as usize];
    (0..length).map(|_| ['a', 'ß', '語', '0'][random.between(0, 4) as usize]).collect()
}

#[test]
fn any_sequence_of_texts_reads_as_strings_do_and_leaves_nothing() {
    for seed in 0..SEEDS {
        let mut random = Random::new(seed);
        watched(|| {
            let mut texts: Vec<Option<(Text, String)>> = vec![None; PLACES];
            for _ in 0..STEPS {
                let (place, other) =
                    (random.between(0, PLACES as u64) as usize, random.between(0, PLACES as u64) as usize);
                texts[place] = match random.between(0, 8) {
                    0 => None,
                    1 => Some((Text::default(), String::new())),
                    2 => texts[place].take().map(|(text, same)| (Text::from(String::from(text)), same)),
                    3 => texts[place].take().map(|(text, same)| (Text::from(&*text), same)),
                    4..6 => texts[other].clone(),
                    _ => {
                        let fresh = drawn(&mut random);
                        Some((Text::from(&fresh), fresh))
                    }
                };
                for (text, same) in texts.iter().flatten() {
                    assert_eq!(**text, **same, "seed {seed}");
                }
                if let (Some((one, first)), Some((two, second))) = (&texts[place], &texts[other]) {
                    assert_eq!((one == two, one.cmp(two)), (first == second, first.cmp(second)), "seed {seed}");
                }
            }
        });
    }
}

#[test]
fn clones_allocate_nothing_and_the_last_one_frees() {
    watched(|| {
        let text = Text::from("grüße");
        let one = LIVE.with(Cell::get);
        let clones = std::array::from_fn::<_, 100, _>(|_| text.clone());
        assert_eq!(LIVE.with(Cell::get), one);
        drop(text);
        assert_eq!(LIVE.with(Cell::get), one);
        assert!(clones.iter().all(|clone| *clone == "grüße"));
        drop(clones);
        assert_eq!(LIVE.with(Cell::get), one - 1);
    });
}

#[test]
fn a_text_that_nobody_drops_is_noticed() {
    let noticed = std::panic::catch_unwind(|| watched(|| std::mem::forget(Text::from("kept"))));
    assert!(noticed.is_err());
}
