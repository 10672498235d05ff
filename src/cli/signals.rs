//! Ctrl-C, SIGTERM and SIGHUP: an end within a moment that leaves nothing half done.
//!
//! A transaction that is not committed is gone by itself, so the program may end anywhere but in the middle of a
//! commit. Whoever commits or renames holds [`hold`]; a signal waits for it, and after it does nothing any more
//! where the work was done, but cuts short what is only tidying up.

use karvan::format::replacement::Replacement;
use karvan::store::Store;
use rusqlite::InterruptHandle;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a signal has to respect.
struct State {
    /// Files that are to vanish with the program.
    unfinished: BTreeSet<PathBuf>,
    /// Folders that were made for them, the outermost first: they vanish too where nothing else is in them.
    folders: Vec<PathBuf>,
    /// Some of the work is finished and stays, such as a file of several.
    stays: bool,
    /// The work is done; only the exit status is left to give.
    done: bool,
    /// A folder of this program alone, which is to vanish with all that is in it.
    scratch: Option<PathBuf>,
    /// Ends what is still done after the work and need not be: taking over the log of a memory.
    tidying: Option<InterruptHandle>,
}

static STATE: Mutex<State> = Mutex::new(State {
    unfinished: BTreeSet::new(),
    folders: Vec::new(),
    stays: false,
    done: false,
    scratch: None,
    tidying: None,
});

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to listen.
pub(crate) fn listen() -> io::Result<()> {
    // The first thing of all: before it, while the system loads the program, a signal ends it without a word.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    // Where a file may not grow any more, the write fails and is explained.
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default())?;
    #[cfg(unix)]
    if !hang_up_is_ignored() {
        signals.add_signal(signal_hook::consts::SIGHUP)?;
    }
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                let state = lock();
                if state.done {
                    if let Some(tidying) = &state.tidying {
                        tidying.interrupt();
                    }
                    continue;
                }
                for path in &state.unfinished {
                    let _ = std::fs::remove_file(path);
                }
                take_away_empty(&state.folders);
                if let Some(folder) = &state.scratch {
                    let _ = std::fs::remove_dir_all(folder);
                }
                let by = match signal {
                    SIGINT => "",
                    SIGTERM => " by SIGTERM",
                    _ => " by SIGHUP: the terminal was closed",
                };
                let stays = if state.stays {
                    "what was finished before stays, and "
                } else {
                    ""
                };
                let message = format!("interrupted{by}; {stays}nothing is left half done");
                super::output::eprint_message("error", &message);
                std::process::exit(128 + signal);
            }
        })?;
    Ok(())
}

/// Whether the end of the terminal is not to end this program, as `nohup` asks for; listening would undo that. Where the
/// system does not tell, it stays as it is.
#[cfg(unix)]
fn hang_up_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    let bit = 1u64 << (signal_hook::consts::SIGHUP - 1);
    ignored.is_none_or(|bits| bits & bit != 0)
}

/// What a step is for the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The one that the command's success hangs on: a later signal changes nothing any more.
    Last,
    /// One of several, which stays when a later signal ends the program.
    OneOfSeveral,
    /// Beside the work.
    Aside,
}

/// Runs a step that a signal must not cut: the commit of a transaction, the renaming of a file.
pub(crate) fn hold<T, E>(kind: Step, step: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let mut state = lock();
    let result = step();
    if result.is_ok() {
        state.done |= kind == Step::Last;
        state.stays |= kind == Step::OneOfSeveral;
    }
    result
}

/// Begins a file that a signal takes away until it is finished.
pub(crate) fn begin(path: &Path) -> io::Result<Replacement> {
    let mut state = lock();
    let file = Replacement::begin(path)?;
    state.unfinished.insert(file.path().to_path_buf());
    Ok(file)
}

/// Makes a folder, and those around it that are not there, for what is to be written; a signal takes away those that are
/// empty. Gives those that were made, the outermost first.
pub(crate) fn make_folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut state = lock();
    let around = path.ancestors().filter(|path| *path != Path::new(""));
    let mut made: Vec<PathBuf> = around
        .take_while(|path| !path.exists())
        .map(Path::to_path_buf)
        .collect();
    made.reverse();
    let result = std::fs::create_dir_all(path);
    if result.is_err() {
        take_away_empty(&made);
    }
    result?;
    state.folders.extend(made.iter().cloned());
    Ok(made)
}

/// Takes away the folders in which nothing is, the innermost first.
pub(crate) fn take_away_empty(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        // Whatever is in one keeps it.
        let _ = std::fs::remove_dir(folder);
    }
}

/// The file has its name, or is gone.
pub(crate) fn finished(path: &Path) {
    lock().unfinished.remove(path);
}

/// A folder that is taken away with all that is in it.
pub(crate) fn scratch(folder: &Path) {
    lock().scratch = Some(folder.to_path_buf());
}

/// A memory that is written to: when its last act is in, a signal ends what is done beyond it.
pub(crate) fn watch(store: &Store) {
    lock().tidying = Some(store.connection().get_interrupt_handle());
}
