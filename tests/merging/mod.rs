//! Files of units joined, for the tests that compare with it.

use karvan::format::units::{Merging, OnDuplicate};
use karvan::model::Tu;

/// The units of several files as a merge leaves them.
pub(crate) fn merged(files: &[&[Tu]], on_duplicate: OnDuplicate) -> Vec<Tu> {
    let mut merging = Merging::new(on_duplicate);
    for (number, file) in files.iter().enumerate() {
        for tu in *file {
            merging.note(number, tu);
        }
    }
    let mut out = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let kept = file.iter().filter_map(|tu| merging.kept(number, tu));
        out.extend(kept.map(std::borrow::Cow::into_owned));
    }
    out
}
