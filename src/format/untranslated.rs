//! What becomes of a unit that has a place for a translation and none in it.

/// What a reader of a format with a place for a translation in every unit (XLIFF, PO) makes of a unit without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Untranslated {
    /// It is rejected: there is nothing to store.
    #[default]
    Rejected,
    /// It comes with an empty translation, since it is still to be done. One that is not to be translated comes with its
    /// source alone.
    Empty,
    /// The same in a file that says the language of its translations. Others may be templates, which nobody fills in.
    EmptyWhereSaid,
}

impl Untranslated {
    /// Whether such a unit comes with an empty translation; `said` is whether the file says their language.
    pub(super) fn is_empty(self, said: bool) -> bool {
        match self {
            Self::Rejected => false,
            Self::Empty => true,
            Self::EmptyWhereSaid => said,
        }
    }
}
