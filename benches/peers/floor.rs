//! The floor: reads every page, checks that it is UTF-8 and writes it as one JSON string. No reader of pages can cost less.
//!
//! `cargo run --release --example floor -- THREADS PATH > lines`

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use trialsift::source::Entry;

/// So many files make a batch; more gain nothing.
const BATCH: usize = 64;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let threads: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1);
    let paths: Vec<std::path::PathBuf> = arguments.map(Into::into).collect();
    let files: Vec<_> = trialsift::source::walk(&paths, trialsift::source::Links::Inside)
        .filter_map(|entry| if let Entry::File(path) = entry { Some(path) } else { None })
        .collect();
    let (next, batches) = (AtomicUsize::new(0), files.chunks(BATCH).collect::<Vec<_>>());
    let mut out = io::stdout().lock();
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(4 * threads);
        for _ in 0..threads {
            let (sender, next, batches) = (sender.clone(), &next, &batches);
            scope.spawn(move || {
                let mut page = Vec::new();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(n) else { return };
                    let mut lines = Vec::new();
                    for path in *batch {
                        page.clear();
                        if File::open(path).and_then(|mut file| file.read_to_end(&mut page)).is_ok() {
                            let text = String::from_utf8_lossy(&page);
                            sonic_rs::to_writer(&mut lines, &text).expect("a string can be written");
                            lines.push(b'\n');
                        }
                    }
                    if sender.send((n, lines)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        in_order(&receiver, &mut out)
    })
}

/// Writes batches in the order of their numbers.
fn in_order(receiver: &Receiver<(usize, Vec<u8>)>, out: &mut impl Write) -> io::Result<()> {
    let (mut waiting, mut wanted) = (std::collections::BTreeMap::new(), 0);
    for (n, lines) in receiver {
        waiting.insert(n, lines);
        while let Some(lines) = waiting.remove(&wanted) {
            out.write_all(&lines)?;
            wanted += 1;
        }
    }
    Ok(())
}
