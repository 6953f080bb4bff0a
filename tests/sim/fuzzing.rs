//! Bytes as operations: every string of bytes is a run that ends well. The inputs that reached something new are kept in
//! `tests/fuzz/corpus` and run with the other tests; `FUZZ_SECONDS` looks for more (`docs/simulation.md`).

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use stream_chat_wasm::random::Random;

use crate::harness::Chance;

/// Bytes of an input at most.
const LONGEST: usize = 900;
/// Inputs that are kept at most.
const MOST: usize = 48;

/// What a moment of a run was like: enough to tell a new situation from a known one.
type Moment = (&'static str, &'static str, &'static str, usize, bool);

/// Runs the operations, then lets the page alone, then leaves: whatever happened, every call ends and nothing stays.
fn run(bytes: &[u8]) -> BTreeSet<Moment> {
    let (mut chance, mut moments) = (Chance::from_bytes(bytes), BTreeSet::new());
    let mut before = chance.page.phase();
    while chance.next() {
        let page = &chance.page;
        let requests = page.open_requests().len().min(3);
        moments.insert((before, page.phase(), page.transport(), requests, page.is_healthy()));
        before = page.phase();
    }
    chance.silence();
    assert_eq!(chance.page.pending_count(), 0, "calls without an end");
    chance.page.disconnect_user();
    assert_eq!(chance.page.next_timer_in(), None, "something is still waited for");
    assert_eq!((chance.page.open_requests().len(), chance.page.has_live_socket()), (closings(&chance), false));
    moments
}

/// Requests that tell the service of the end of a polling connection: nobody waits for their answers.
fn closings(chance: &Chance) -> usize {
    let page = &chance.page;
    page.open_requests().into_iter().filter(|place| page.requests[*place].query["close"] == true).count()
}

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn kept() -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(corpus()).expect("the folder is there");
    let mut kept: Vec<(String, Vec<u8>)> = files
        .map(|file| file.expect("readable"))
        .map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("readable")))
        .collect();
    kept.sort();
    kept
}

#[test]
fn every_kept_input_ends_well_and_they_reach_every_phase() {
    let inputs = kept();
    assert!(inputs.len() <= MOST && inputs.iter().all(|(_, bytes)| bytes.len() <= LONGEST));
    let mut phases = BTreeSet::new();
    for (name, bytes) in inputs {
        println!("{name}");
        phases.extend(run(&bytes).into_iter().map(|(_, phase, transport, ..)| (phase, transport)));
    }
    for phase in ["closed", "authorising", "opening", "open", "waiting", "failed"] {
        assert!(phases.iter().any(|(reached, _)| *reached == phase), "no input reaches {phase}");
    }
    assert!(phases.contains(&("open", "longpoll")));
}

/// A new input, or a known one with some bytes changed, cut or put in.
fn vary(random: &mut Random, known: &[Vec<u8>]) -> Vec<u8> {
    let fresh = known.is_empty() || random.between(0, 6) == 0;
    if fresh {
        let length = random.between(1, LONGEST as u64);
        return (0..length).map(|_| random.bits() as u8).collect();
    }
    let mut bytes = known[random.between(0, known.len() as u64) as usize].clone();
    for _ in 0..random.between(1, 8) {
        let place = random.between(0, bytes.len().max(1) as u64) as usize;
        match random.between(0, 4) {
            0 if place < bytes.len() => bytes[place] = random.bits() as u8,
            1 => bytes.truncate(place.max(1)),
            2 if bytes.len() < LONGEST => bytes.insert(place.min(bytes.len()), random.bits() as u8),
            _ => {
                let more = random.between(0, 40).min((LONGEST - bytes.len().min(LONGEST)) as u64);
                bytes.extend((0..more).map(|_| random.bits() as u8));
            }
        }
    }
    bytes
}

/// Looks for inputs that reach something new for `FUZZ_SECONDS`; keeps them where `FUZZ_KEEP` is set. Without, a hundred
/// inputs, always the same.
#[test]
fn inputs_made_by_chance_end_well() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let keep = std::env::var("FUZZ_KEEP").is_ok();
    let (start, mut random) = (Instant::now(), Random::new(seconds.unwrap_or(1)));
    let mut known: Vec<Vec<u8>> = kept().into_iter().map(|(_, bytes)| bytes).collect();
    let mut seen: BTreeSet<Moment> = known.iter().flat_map(|bytes| run(bytes)).collect();
    let mut runs = 0;
    while seconds.map_or(runs < 100, |seconds| start.elapsed() < Duration::from_secs(seconds)) {
        runs += 1;
        let bytes = vary(&mut random, &known);
        let Ok(moments) = catch_unwind(AssertUnwindSafe(|| run(&bytes))) else {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            panic!("an input ended badly: {hex}");
        };
        if keep && known.len() < MOST && !moments.is_subset(&seen) {
            std::fs::write(corpus().join(format!("{:02}.bin", known.len())), &bytes).expect("writable");
            known.push(bytes);
        }
        seen.extend(moments);
    }
    println!("{runs} inputs, {} situations, {} kept", seen.len(), known.len());
}
