//! Waiting for one's turn: one program at a time writes to a memory.

use super::Global;
use super::output::eprint_message;
use super::signals::{self, Step};
use karvan::error::Result;
use karvan::store::{Mode, Store};
use std::path::Path;
use std::time::Duration;

/// How often one looks whether the other has finished, and after how many looks it is said that one waits.
const LOOK: Duration = Duration::from_millis(50);
const SAID_AFTER: i32 = 10;

/// Opens a memory to write to it. While another program writes, this one waits, says so, and goes on afterwards; Ctrl-C
/// ends the wait.
pub(crate) fn open_to_write(path: &Path, mode: Mode, global: &Global) -> Result<Store> {
    let wait = if global.quiet {
        wait_silently
    } else {
        wait_and_say
    };
    let store = Store::open_waiting(path, mode, Some(wait))?;
    signals::watch(&store);
    Ok(store)
}

/// Ends an act that failed, as [`Store::abandon`] does; a signal waits for it.
pub(crate) fn abandon(store: Store) {
    let _ = signals::hold(Step::Aside, || -> Result<()> {
        store.abandon();
        Ok(())
    });
}

fn wait_silently(_looks: i32) -> bool {
    std::thread::sleep(LOOK);
    true
}

fn wait_and_say(looks: i32) -> bool {
    if looks == SAID_AFTER {
        eprint_message(
            "note",
            "another program is writing to this memory; waiting until it is done",
        );
    }
    wait_silently(looks)
}
