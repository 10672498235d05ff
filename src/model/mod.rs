//! The things that karvan keeps: data only, no behaviour beyond reading their own parts.

mod concept;
mod entry;
mod inline;
mod tu;

pub use concept::{Concept, Term, TermStatus};
pub use entry::{LanguageEntry, TermEntry};
pub use inline::{CODE_MARK, Code, CodeKind, Inline, Segment};
pub use tu::{
    Annotation, Answer, Attributes, Header, LATEST_MINUTE, Neighbour, Note, Prop, SURE_ALIGNMENT,
    Tu, Tuv, UserEncoding, minute,
};
