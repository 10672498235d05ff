//! What people do with a memory: import, export, look up, search, store an alignment, look after it.

mod alignment;
mod answer;
mod behind;
mod concordance;
mod examples;
mod export;
mod import;
mod import_report;
mod lexicon;
mod lookup;
mod pivot;
mod read_ahead;
mod stats;
mod verify;

pub use crate::format::alike::LikeRemarks;
pub use crate::format::units::OnDuplicate;
pub use alignment::{
    AlignmentReport, DocumentSource, Reviewed, aligned_units, are_known, reviews_of,
    store_alignment, store_alignment_beside, store_review,
};
pub use answer::{TranslationMatch, unit_name};
pub use concordance::{Concordance, Hit, Pattern, Side, Wanted};
pub use examples::examples;
pub use export::{Lacks, exported, united_header};
pub use import::{Follow, Import};
pub use import_report::{FailedFile, FileReport, GaveWay, ImportReport, Refused, Reject};
pub use lexicon::{lexicon_of_others, memory_lexicon};
pub use lookup::{Lookup, Query};
pub use pivot::{Pivot, PivotPath};
pub use stats::{LanguageStats, PairStats, Stats, stats};
pub use verify::{Finding, verify};
